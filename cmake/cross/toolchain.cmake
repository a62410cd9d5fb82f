# For CMake: how sources are compiled for CLOUDX_TARGET and linked. Debian's clang compiles, as for this
# system, against the headers of C and C++ that Zig has for every target, and Zig links: against its libc++
# and C library, which it compiles when they are first needed. The flags are those that Zig gives its own clang,
# the same version (ZIG_VERBOSE_CC=1 zig c++ -target TARGET ... shows them).
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES CLOUDX_TARGET CLOUDX_ZIG)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
get_filename_component(root ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)
set(CLOUDX_CROSS_ROOT ${root}/build/cross/${CLOUDX_TARGET})
get_filename_component(zig ${CLOUDX_ZIG} DIRECTORY)
set(zig_headers ${zig}/lib)

if(CLOUDX_TARGET MATCHES "^linux-(.+)$")
  set(CMAKE_SYSTEM_NAME Linux)
  set(CMAKE_SYSTEM_PROCESSOR ${CMAKE_MATCH_1})
  set(triple ${CMAKE_MATCH_1}-linux-musl)
  string(REPLACE x86_64 x86 family ${CMAKE_MATCH_1})
  set(folders ${triple} generic-musl ${family}-linux-any any-linux-any)
  set(definitions _LIBCPP_HAS_MUSL_LIBC)
elseif(CLOUDX_TARGET MATCHES "^windows-(.+)$")
  set(CMAKE_SYSTEM_NAME Windows)
  set(CMAKE_SYSTEM_PROCESSOR ${CMAKE_MATCH_1})
  set(triple ${CMAKE_MATCH_1}-windows-gnu)
  set(folders ${triple} generic-mingw ${CMAKE_MATCH_1}-windows-any any-windows-any)
  # The C library that comes with Windows 10 (UCRT), and what that has; the last three for <windows.h>.
  set(definitions __MSVCRT_VERSION__=0xE00 _WIN32_WINNT=0x0a00 WIN32_LEAN_AND_MEAN NOMINMAX UNICODE)
elseif(CLOUDX_TARGET MATCHES "^macos-(.+)$")
  set(CMAKE_SYSTEM_NAME Darwin)
  string(REPLACE aarch64 arm64 CMAKE_SYSTEM_PROCESSOR ${CMAKE_MATCH_1})
  set(triple ${CMAKE_SYSTEM_PROCESSOR}-apple-macosx12.0)
  set(folders any-macos-any)
  # CMake wants to know one, for libraries that are shared.
  set(CMAKE_INSTALL_NAME_TOOL false)
else()
  message(FATAL_ERROR "\"${CLOUDX_TARGET}\" is none of the targets of scripts/cross")
endif()

list(TRANSFORM folders PREPEND libc/include/)
set(flags "-target ${triple} -nostdinc -nostdinc++")
foreach(folder libcxx/include libcxxabi/include include ${folders} libunwind/include)
  string(APPEND flags " -isystem ${zig_headers}/${folder}")
endforeach()
# As Zig compiles libc++ itself. The last is for std::stop_token, which is all in headers.
foreach(definition ${definitions} _LIBCPP_DISABLE_VISIBILITY_ANNOTATIONS _LIBCPP_HAS_NO_VENDOR_AVAILABILITY_ANNOTATIONS
        _LIBCXXABI_DISABLE_VISIBILITY_ANNOTATIONS _LIBCPP_PSTL_BACKEND_SERIAL _LIBCPP_ABI_VERSION=1
        _LIBCPP_ABI_NAMESPACE=__1 _LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_NONE _LIBCPP_ENABLE_EXPERIMENTAL)
  string(APPEND flags " -D${definition}")
endforeach()
# An object does not hold where it was compiled. ccache makes paths relative to the folder of the build, and
# precompiled headers make these absolute again.
set(libraries libraries/include)
foreach(place ${root} ../../../.. ${zig} ${CLOUDX_CROSS_ROOT}/${libraries} ../${libraries}
        ${CLOUDX_CROSS_ROOT}/build/../${libraries})
  string(APPEND flags " -ffile-prefix-map=${place}/=")
endforeach()

set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_CXX_FLAGS_INIT "${flags}")
if(CMAKE_SYSTEM_NAME STREQUAL Windows)
  set(CMAKE_RC_COMPILER ${CLOUDX_CROSS_ROOT}/tools/rc)
  set(CMAKE_RC_COMPILE_OBJECT "<CMAKE_RC_COMPILER> <SOURCE> <OBJECT>")
  set(CMAKE_RC_OUTPUT_EXTENSION .res)
endif()
set(CMAKE_AR ${CLOUDX_CROSS_ROOT}/tools/ar)
set(CMAKE_RANLIB ${CLOUDX_CROSS_ROOT}/tools/ranlib)
set(CMAKE_FIND_ROOT_PATH ${CLOUDX_CROSS_ROOT}/libraries)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
