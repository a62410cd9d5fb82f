# g++ 12 miscompiles common coroutine forms silently (a temporary aggregate or a braced list in the
# full expression of a co_await: double frees), so the compiler is not a matter of taste.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR "cloudx-proxy builds with clang 19 or newer; run scripts/setup and use a preset "
                      "(cmake --preset release). Found ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}.")
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # ccache cannot see what a precompiled header has defined; the checksum beside it says what it is.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_PCH_EXTSUM=1
    CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

add_link_options(-Wl,--gc-sections)
if(NOT CLOUDX_TARGET)
  set(CMAKE_LINKER_TYPE LLD)
  add_link_options(-fuse-ld=lld-19)
endif()
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
                    -Wimplicit-fallthrough -Werror -ffunction-sections -fdata-sections
                    -fstack-protector-strong)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(APPLE)
  # What is visible there can be replaced by another library's, which is looked for at each start.
  add_compile_options(-fvisibility=hidden -fvisibility-inlines-hidden)
elseif(NOT WIN32)
  add_compile_options(-fno-plt)
endif()
if(CLOUDX_TARGET)
  # libc++ deprecates what templates of Boost 1.81 use.
  add_compile_options(-Wno-deprecated-declarations)
  add_link_options(-s)
endif()
if(CLOUDX_TARGET AND NOT WIN32 AND NOT APPLE)
  add_link_options(-pie -Wl,-z,relro,-z,now)
elseif(NOT CLOUDX_TARGET AND CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_definitions(_FORTIFY_SOURCE=2)
  # Packed relocations (glibc 2.36) and one copy of equal functions: a third of a megabyte less to map.
  # And what runs at start only stands together: spread over the code, it would map all of it.
  add_link_options(-Wl,-z,relro,-z,now -pie -Wl,-z,pack-relative-relocs -Wl,--icf=safe
                   -Wl,-z,keep-text-section-prefix)
endif()
if(CLOUDX_SANITIZE)
  # -O1: without any optimisation the end-to-end transfers take many times as long.
  add_compile_options(-fsanitize=${CLOUDX_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
                      -O1 -g1)
  add_link_options(-fsanitize=${CLOUDX_SANITIZE})
elseif(NOT CLOUDX_TARGET)
  add_link_options(-static-libstdc++ -static-libgcc)
endif()
if(CLOUDX_COVERAGE)
  # Lines are counted, not debugged: without -g, objects and links take half the time.
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping -g0)
  add_link_options(-fprofile-instr-generate)
endif()
if(CLOUDX_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# One Beast or Asio file takes gigabytes to compile; never more of them at once than memory allows.
cmake_host_system_information(RESULT memory_mib QUERY TOTAL_PHYSICAL_MEMORY)
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
math(EXPR heavy_jobs "${memory_mib} / 4096")
if(heavy_jobs LESS 1)
  set(heavy_jobs 1)
elseif(heavy_jobs GREATER cores)
  set(heavy_jobs ${cores})
endif()
set_property(GLOBAL PROPERTY JOB_POOLS heavy=${heavy_jobs})
