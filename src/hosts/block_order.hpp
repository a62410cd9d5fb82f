#pragma once
// Order and banners of our config file.

#include <span>
#include <string>

#include "sshconfig/document.hpp"

namespace cloudx::hosts {

// Sorts our blocks: hosts with settings of their own that stand before their tiers, the generic
// tier, then by environment its tier and its hosts by name; a banner above each section. Two blocks
// whose order matters to ssh keep it, and none of ours passes a block of somebody else's.
void sort_blocks(sshconfig::Document& document, std::span<const std::string> prefixes);

}  // namespace cloudx::hosts
