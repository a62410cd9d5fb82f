# Headers that most sources include, parsed once for each set of flags: from nothing a build spends
# three quarters of its time on parsing them. Only headers of libraries are among them, so that no edit
# of ours makes everything old. Sources include what they use all the same: scripts/lint reads each
# without these.
set(CLOUDX_COMMON_HEADERS
  <algorithm> <array> <charconv> <chrono> <deque> <expected> <filesystem> <functional> <map> <memory>
  <optional> <ranges> <set> <span> <stop_token> <string> <string_view> <utility> <variant> <vector>
  <fmt/format.h> <boost/json.hpp>)
# Apart from the above: with them each source gets initialisers of Asio's that run when the program starts.
set(CLOUDX_HEAVY_HEADERS
  ${CLOUDX_COMMON_HEADERS}
  <boost/asio/any_io_executor.hpp> <boost/asio/as_tuple.hpp> <boost/asio/awaitable.hpp>
  <boost/asio/co_spawn.hpp> <boost/asio/detached.hpp> <boost/asio/io_context.hpp>
  <boost/asio/ip/tcp.hpp> <boost/asio/steady_timer.hpp> <boost/asio/this_coro.hpp>
  <boost/asio/use_awaitable.hpp>)

# As an option that ccache knows to hold a path: another clone finds the same objects.
set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -include-pch <PCH_FILE>)

# cloudx_precompiled_headers(NAME [OPTIONS FLAG...] HEADERS HEADER...): what targets of the same flags reuse.
function(cloudx_precompiled_headers name)
  cmake_parse_arguments(PCH "" "" "OPTIONS;HEADERS" ${ARGN})
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${name}.cpp CONTENT "")
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE deps GTest::gtest)
  target_compile_options(${name} PRIVATE ${PCH_OPTIONS})
  set_target_properties(${name} PROPERTIES CLOUDX_OPTIONS "${PCH_OPTIONS}")
  target_precompile_headers(${name} PRIVATE ${PCH_HEADERS})
  # Without its time of making: equal headers make equal files.
  target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  if(CCACHE AND NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    cloudx_sum_headers(${name} ${PCH_HEADERS})
  endif()
endfunction()

# ccache knows precompiled headers by their text (CCACHE_PCH_EXTSUM): the file itself holds this clone's path.
function(cloudx_sum_headers name)
  list(TRANSFORM ARGN REPLACE ".+" "#include \\0\n" OUTPUT_VARIABLE text)
  list(JOIN text "" text)
  set(all ${CMAKE_BINARY_DIR}/${name}-headers.hpp)
  file(CONFIGURE OUTPUT ${all} CONTENT "${text}")
  separate_arguments(flags NATIVE_COMMAND "${CMAKE_CXX_FLAGS}")
  if(CLOUDX_TARGET)
    list(APPEND flags -isystem ${CLOUDX_CROSS_ROOT}/libraries/include)
  endif()
  execute_process(
    COMMAND ${CMAKE_CXX_COMPILER} ${flags} -std=c++23 -DBOOST_ASIO_SEPARATE_COMPILATION
            -E -P -x c++ ${all}
    OUTPUT_VARIABLE parsed COMMAND_ERROR_IS_FATAL ANY)
  string(SHA256 sum "${CMAKE_CXX_COMPILER_VERSION} ${parsed}")
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${name}.dir/cmake_pch.hxx.pch.sum
    CONTENT "${sum}\n")
endfunction()

set(cold_options OPTIONS $<$<CONFIG:Release>:-Os>)
cloudx_precompiled_headers(precompiled HEADERS ${CLOUDX_COMMON_HEADERS})
cloudx_precompiled_headers(precompiled-cold ${cold_options} HEADERS ${CLOUDX_COMMON_HEADERS})
cloudx_precompiled_headers(precompiled-heavy HEADERS ${CLOUDX_HEAVY_HEADERS})
cloudx_precompiled_headers(precompiled-cold-heavy ${cold_options} HEADERS ${CLOUDX_HEAVY_HEADERS})
cloudx_precompiled_headers(precompiled-cli ${cold_options}
  HEADERS ${CLOUDX_COMMON_HEADERS} <CLI/App.hpp> <CLI/Config.hpp> <CLI/Formatter.hpp>)
if(NOT CLOUDX_FUZZ)
  set(executable_options $<$<NOT:$<BOOL:${WIN32}>>:-fPIE>)
  cloudx_precompiled_headers(precompiled-tests OPTIONS ${executable_options} $<$<CONFIG:Release>:-O0>
    HEADERS ${CLOUDX_COMMON_HEADERS} <gtest/gtest.h> <gmock/gmock.h>)
  # As for programs; for the others, as for libraries.
  set_target_properties(precompiled-tests PROPERTIES POSITION_INDEPENDENT_CODE OFF)
endif()
