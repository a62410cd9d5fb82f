#pragma once
// The control endpoint: what a test or a curious user asks of the sandbox itself. Plain HTTP,
// loopback.
//   GET  /_sandbox/state                    instances, sessions, pushed keys, requests; of launched
//                                           instances when each lived and what its boot came to
//   POST /_sandbox/faults                   JSON: the faults to change, and "rtt_ms"
//   POST /_sandbox/incidents/NAME           JSON: settings of what is to happen now (incident.hpp)
//   POST /_sandbox/credentials              JSON: {}; a new temporary key, as credential_process
//                                           gives it: {"Version": 1, "AccessKeyId": ...}
//   POST /_sandbox/sso                      JSON: what becomes of logins (identity_center.hpp)
//   POST /_sandbox/login                    JSON: {"arn": "arn:aws:..."} logs in as `aws login`
//                                           does and gives the file that it leaves; what becomes
//                                           of renewals (sign_in.hpp)
//   POST /_sandbox/instances                JSON: {"add": ["id=i-...,name=web"]}, as --instance,
//                                           but without an SSH server
//   POST /_sandbox/documents                JSON: {"name": "mine", "content": {"schemaVersion":
//                                           "1.0", "sessionType": ...}}: a session document of the
//                                           account (document.hpp)
//   POST /_sandbox/hosts                    JSON: {"db.internal": ["127.0.0.5"]}: what names of
//                                           remote hosts stand for
//   POST /_sandbox/instances/ID/state       JSON: {"state": "stopped"}

#include "base/http.hpp"
#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

[[nodiscard]] HttpResponse answer_control_request(World& world, Duration& round_trip,
                                                  const HttpRequest& request, Time now);

}  // namespace cloudx::sandbox
