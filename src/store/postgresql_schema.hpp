#pragma once
// The tables of the PostgreSQL store, in the first schema of the connection's search_path.

#include "store/postgresql_connection.hpp"

namespace cloudx::store::postgresql {

// Makes them where they are missing; nodes that start at the same time wait for each other.
// Errc::configuration when they are of a newer version.
[[nodiscard]] Result<void> prepare_schema(Connection& connection);

}  // namespace cloudx::store::postgresql
