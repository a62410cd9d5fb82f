#pragma once
// Which system this program is built for, where other programs have different files, words or
// habits on it. What the system itself does differently is the business of the other headers here.

namespace cloudx::os {

#if defined(_WIN32)
inline constexpr bool kIsWindows = true;
inline constexpr bool kIsMac = false;
#elif defined(__APPLE__)
inline constexpr bool kIsWindows = false;
inline constexpr bool kIsMac = true;
#else
inline constexpr bool kIsWindows = false;
inline constexpr bool kIsMac = false;
#endif

}  // namespace cloudx::os
