#pragma once
// Blocks of ours that stand twice. ssh takes the first value it meets, so of a later block for the
// same names only what the first one does not set has any effect.

#include <cstddef>
#include <span>
#include <string>

#include "sshconfig/document.hpp"

namespace cloudx::hosts {

// Takes out the lines without effect, moves what is left to the first block where that changes
// nothing, and removes the emptied block; comments of the user's go to the first block. Returns the
// number of blocks removed.
std::size_t remove_duplicates(sshconfig::Document& document, std::span<const std::string> prefixes);

}  // namespace cloudx::hosts
