#include "store/postgresql_pool.hpp"

namespace cloudx::store::postgresql {

Pool::Lease::Lease(Pool& pool) : pool_(pool) {
  std::unique_lock lock(pool_.mutex_);
  pool_.given_back_.wait(lock, [this] { return pool_.free_ > 0; });
  --pool_.free_;
  if (pool_.idle_.empty()) return;
  connection_ = std::move(pool_.idle_.back());
  pool_.idle_.pop_back();
}

Pool::Lease::~Lease() {
  {
    const std::scoped_lock lock(pool_.mutex_);
    ++pool_.free_;
    if (connection_ && connection_->reusable()) pool_.idle_.push_back(std::move(*connection_));
  }
  pool_.given_back_.notify_one();
}

Result<void> Pool::Lease::connect() {
  if (connection_ && connection_->reusable()) return {};
  connection_.reset();
  Result<Connection> opened = Connection::open(pool_.server_);
  if (!opened) return std::unexpected(opened.error());
  connection_ = std::move(*opened);
  return {};
}

void Pool::drop_idle() {
  {
    const std::scoped_lock lock(mutex_);
    idle_.clear();
  }
  if (lost_) lost_();
}

}  // namespace cloudx::store::postgresql
