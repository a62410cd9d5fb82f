#pragma once
// What is used of the frameworks CoreFoundation and Security, which are loaded while the program
// runs: it is linked where there is nothing of Apple's but the symbols of libSystem.

#include <cstdint>
#include <memory>

#include "base/error.hpp"

namespace cloudx::os {

// Whatever begins with CF or Sec and ends with Ref.
using CfPointer = const void*;

// Who calls a function with "Create" or "Copy" in its name releases what it returns ("Memory
// Management Programming Guide for Core Foundation", "The Create Rule").
struct SecurityFramework {
  void (*release)(CfPointer) = nullptr;                    // CFRelease
  unsigned char (*equal)(CfPointer, CfPointer) = nullptr;  // CFEqual
  long (*array_count)(CfPointer) = nullptr;                // CFArrayGetCount
  CfPointer (*array_value)(CfPointer, long) = nullptr;     // CFArrayGetValueAtIndex
  const std::uint8_t* (*data_bytes)(CfPointer) = nullptr;  // CFDataGetBytePtr
  long (*data_length)(CfPointer) = nullptr;                // CFDataGetLength
  unsigned char (*dictionary_value)(CfPointer, CfPointer,
                                    CfPointer*) = nullptr;          // CFDictionaryGetValueIfPresent
  unsigned char (*number_value)(CfPointer, long, void*) = nullptr;  // CFNumberGetValue
  CfPointer (*make_string)(CfPointer, const char*,
                           std::uint32_t) = nullptr;  // CFStringCreateWithCString

  std::int32_t (*copy_anchors)(CfPointer*) = nullptr;  // SecTrustCopyAnchorCertificates
  std::int32_t (*copy_certificates)(std::uint32_t,
                                    CfPointer*) = nullptr;  // SecTrustSettingsCopyCertificates
  std::int32_t (*copy_settings)(CfPointer, std::uint32_t,
                                CfPointer*) = nullptr;  // SecTrustSettingsCopyTrustSettings
  CfPointer (*copy_der)(CfPointer) = nullptr;           // SecCertificateCopyData
  CfPointer (*copy_policy)(CfPointer) = nullptr;        // SecPolicyCopyProperties
  const CfPointer* policy_oid = nullptr;                // kSecPolicyOid
  const CfPointer* tls_policy = nullptr;                // kSecPolicyAppleSSL

  // Errors as those of SharedLibrary.
  [[nodiscard]] static Result<SecurityFramework> load();

  struct Release {
    void (*release)(CfPointer);
    void operator()(CfPointer object) const { release(object); }
  };
  using Owned = std::unique_ptr<const void, Release>;
  [[nodiscard]] Owned owned(CfPointer object) const { return {object, Release{release}}; }
};

}  // namespace cloudx::os
