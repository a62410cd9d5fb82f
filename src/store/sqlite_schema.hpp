#pragma once
// The tables of the SQLite store.

#include "store/sqlite_database.hpp"

namespace cloudx::store::sqlite {

// Makes them in an empty file. Errc::configuration, and the file unchanged, when it is a database
// of something else or of a newer version.
[[nodiscard]] Result<void> prepare_schema(Database& database);

}  // namespace cloudx::store::sqlite
