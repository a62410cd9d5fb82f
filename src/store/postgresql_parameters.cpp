#include "store/postgresql_parameters.hpp"

#include <utility>

namespace cloudx::store::postgresql {

namespace {

// src/include/catalog/pg_type.dat of PostgreSQL.
constexpr Oid kBool = 16;
constexpr Oid kInt8 = 20;
constexpr Oid kText = 25;
constexpr Oid kBoolArray = 1000;
constexpr Oid kTextArray = 1009;
constexpr Oid kInt8Array = 1016;

template <std::integral Number>
void append(std::string& bytes, Number number) {
  for (int shift = 8 * (static_cast<int>(sizeof(Number)) - 1); shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(number >> shift));
  }
}

Oid array_of(Oid type) {
  if (type == kBool) return kBoolArray;
  return type == kInt8 ? kInt8Array : kTextArray;
}

}  // namespace

Parameters& Parameters::add(std::string_view text) {
  return add(kText, std::string(text));
}

Parameters& Parameters::add(std::int64_t number) {
  std::string bytes;
  append(bytes, number);
  return add(kInt8, std::move(bytes));
}

Parameters& Parameters::add(bool flag) {
  return add(kBool, std::string(1, flag ? '\1' : '\0'));
}

// array_recv() of PostgreSQL: number of dimensions, whether there are nulls, element type, then
// length and first index of the dimension, then the elements with their lengths.
Parameters& Parameters::add_array(const Parameters& elements) {
  const Oid type = elements.types().front();
  std::string bytes;
  append(bytes, std::int32_t{1});
  append(bytes, std::int32_t{0});
  append(bytes, type);
  append(bytes, static_cast<std::int32_t>(elements.values().size()));
  append(bytes, std::int32_t{1});
  for (const std::string& value : elements.values()) {
    append(bytes, static_cast<std::int32_t>(value.size()));
    bytes += value;
  }
  return add(array_of(type), std::move(bytes));
}

Parameters& Parameters::add(Oid type, std::string value) {
  types_.push_back(type);
  values_.push_back(std::move(value));
  return *this;
}

}  // namespace cloudx::store::postgresql
