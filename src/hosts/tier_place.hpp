#pragma once
// Where a new block has to stand so that ssh, which takes the first value, reads it as meant. The
// answers are indices for insert_block().

#include <cstddef>
#include <string_view>

#include "hosts/tiers.hpp"
#include "sshconfig/document.hpp"

namespace cloudx::hosts {

// Before the environment tiers and before hosts without settings of their own.
[[nodiscard]] std::size_t place_of_generic(const sshconfig::Document& document, const Tiers& tiers,
                                           std::string_view prefix);

// Behind what there is of this prefix, before the environment's own hosts.
[[nodiscard]] std::size_t place_of_environment(const sshconfig::Document& document,
                                               const Tiers& tiers, std::string_view prefix,
                                               std::string_view environment);

// Behind the environment's tier and hosts.
[[nodiscard]] std::size_t place_of_host(const sshconfig::Document& document, const Tiers& tiers,
                                        std::string_view prefix, std::string_view environment);

// The first block whose settings the host gets too, its own included: settings of its own have to
// stand here.
[[nodiscard]] std::size_t place_of_overrides(const sshconfig::Document& document,
                                             std::string_view alias);

}  // namespace cloudx::hosts
