#pragma once
// Whom doctor examines: the request, completed by what ssh would run for the host.

#include <optional>
#include <string>

#include "features/doctor/doctor.hpp"
#include "features/doctor/ssh_view.hpp"
#include "hosts/proxy_command.hpp"
#include "instances/owner.hpp"

namespace cloudx::doctor {

struct DiagnosisTarget {
  std::string host;      // name in the ssh config; "" when there is none to look at
  std::string instance;  // "i-..." or "mi-..."; "" when there is none
  home::AccountRequest account;
  home::LocationRequest locations;
  std::string os_user = "ec2-user";
  std::string owner_tag = instances::kOwnerTag;
  std::string program;  // the name that the ProxyCommand calls the program by: it has defaults
  std::optional<SshView> view;
  std::optional<hosts::ProxyCommand> command;  // of the view, where it is one of ours
};

// `view` is what ssh says of request.host; nullopt where it says nothing.
[[nodiscard]] DiagnosisTarget make_diagnosis_target(const DoctorRequest& request,
                                                    const home::ProcessContext& context,
                                                    std::optional<SshView> view);

// The request's host is an instance id itself: ssh has no part in it.
[[nodiscard]] bool is_instance_id(const std::string& host);

}  // namespace cloudx::doctor
