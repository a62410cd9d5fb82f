#pragma once
// The parameters $1, $2, ... of a statement, in PostgreSQL's binary form: nothing in them needs
// quoting, and the server itself refuses a text that is no UTF-8.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/columns.hpp"
#include "store/libpq.hpp"

namespace cloudx::store::postgresql {

class Parameters {
 public:
  Parameters& add(std::string_view text);
  Parameters& add(std::int64_t number);
  Parameters& add(bool flag);
  Parameters& add(RelayPhase phase) { return add(name(phase)); }
  Parameters& add(Time time) { return add(std::int64_t{time.time_since_epoch().count()}); }
  template <std::unsigned_integral Number>
    requires(!std::same_as<Number, bool>)
  Parameters& add(Number number) {
    return add(static_cast<std::int64_t>(number));
  }
  Parameters& add(const std::string& text) { return add(std::string_view(text)); }
  Parameters& add(const char* text) { return add(std::string_view(text)); }

  // A record's members, one parameter each.
  template <class Record>
  Parameters& add_columns(const Record& record) {
    each_column(record, [&](const auto& member) { add(member); });
    return *this;
  }

  // The elements' own parameters as one array of that type. They are at least one, of one type.
  Parameters& add_array(const Parameters& elements);

  [[nodiscard]] const std::vector<Oid>& types() const { return types_; }
  [[nodiscard]] const std::vector<std::string>& values() const { return values_; }

 private:
  Parameters& add(Oid type, std::string value);

  std::vector<Oid> types_;
  std::vector<std::string> values_;
};

}  // namespace cloudx::store::postgresql
