#include "protocol/ssm/loss_report.hpp"

#include <algorithm>
#include <utility>

namespace cloudx::ssm {
namespace {

bool is_about_credentials(const Error& error) {
  return error.kind == Errc::credentials || error.service_code.contains("Expired");
}

}  // namespace

bool LossReport::failed(const Error& why, TimePoint now) {
  if (!since_) since_ = now;
  reason_ = why;
  if (is_about_credentials(why)) {
    told_ = true;
    due_.reset();
    return !std::exchange(credentials_told_, true);
  }
  if (!told_) due_ = std::max(now, *since_ + notice_);
  return false;
}

void LossReport::alive() {
  since_.reset();
  due_.reset();
  told_ = false;
  credentials_told_ = false;
}

const Error* LossReport::begin_report(TimePoint now) {
  if (!due_ || now < *due_) return nullptr;
  due_.reset();
  return std::exchange(told_, true) ? nullptr : &reason_;
}

}  // namespace cloudx::ssm
