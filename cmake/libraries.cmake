# A module is one folder, one static library, one purpose. Includes are written from src/ ("base/error.hpp").
# HEAVY lists the sources that instantiate Asio or Beast templates: they share a job pool. COLD is code
# that no byte of a connection passes: small rather than fast, because a tunnel has it in memory, too.
# HEADERS names other precompiled headers than the usual ones (cmake/precompiled.cmake).
function(cloudx_library name)
  cmake_parse_arguments(LIBRARY "COLD" "HEADERS" "SOURCES;HEAVY;USES" ${ARGN})
  add_library(${name} STATIC ${LIBRARY_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${name} PUBLIC deps ${LIBRARY_USES})
  if(LIBRARY_HEAVY)
    add_library(${name}-heavy OBJECT ${LIBRARY_HEAVY})
    target_include_directories(${name}-heavy PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${name}-heavy PUBLIC deps)
    set_target_properties(${name}-heavy PROPERTIES JOB_POOL_COMPILE heavy)
    target_link_libraries(${name} PUBLIC ${name}-heavy)
    target_sources(${name} PRIVATE $<TARGET_OBJECTS:${name}-heavy>)
  endif()
  set(cold "")
  if(LIBRARY_COLD)
    set(cold -cold)
  endif()
  if(NOT LIBRARY_HEADERS)
    set(LIBRARY_HEADERS precompiled${cold})
  endif()
  cloudx_reuse_headers(${name} ${LIBRARY_HEADERS})
  if(LIBRARY_HEAVY)
    cloudx_reuse_headers(${name}-heavy precompiled${cold}-heavy)
  endif()
endfunction()

# The flags that the precompiled headers were made with are those of the target: they are taken from there.
function(cloudx_reuse_headers name headers)
  target_precompile_headers(${name} REUSE_FROM ${headers})
  get_target_property(options ${headers} CLOUDX_OPTIONS)
  target_compile_options(${name} PRIVATE ${options})
endfunction()

# Sets VARIABLE to SOURCE..., where a source of the folder "windows" or "darwin" takes the place of the one
# with the same name when the program is built for that system.
function(cloudx_sources_of_system variable)
  set(system)
  if(WIN32)
    set(system windows)
  elseif(APPLE)
    set(system darwin)
  endif()
  set(chosen)
  foreach(source ${ARGN})
    if(system AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${system}/${source})
      list(APPEND chosen ${system}/${source})
    else()
      list(APPEND chosen ${source})
    endif()
  endforeach()
  set(${variable} ${chosen} PARENT_SCOPE)
endfunction()

# Files that a source of the module has in it: FILE becomes the include <FILE.inc>, the elements of a
# constant array of char. (#embed would do, but ccache 4.7 does not see what it depends on.)
function(cloudx_embed library)
  set(written)
  foreach(file ${ARGN})
    set(in ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded/${file}.inc)
    add_custom_command(OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -DIN=${in} -DOUT=${out} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
      DEPENDS ${in} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
    list(APPEND written ${out})
  endforeach()
  # As sources of the room they would wait for all that it is linked with, and scripts/lint for them.
  add_custom_target(${library}-embedded DEPENDS ${written})
  add_dependencies(${library} ${library}-embedded)
  target_include_directories(${library} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/embedded)
endfunction()

# A test program of GoogleTest cases, NAME-test; each case becomes one ctest entry, NAME.Suite.Case.
# Its own sources are not optimised, which halves the time to compile them; what they test is, as
# shipped. OPTIMISED is for those that judge what the optimiser makes of a header.
function(cloudx_test name)
  cmake_parse_arguments(TEST "OPTIMISED" "" "SOURCES;USES;LABELS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  if(NOT TEST_OPTIMISED)
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0>)
    target_precompile_headers(${name} REUSE_FROM precompiled-tests)
  endif()
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${TEST_USES} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    CLOUDX_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
    CLOUDX_SHARED_REFERENCE="${PROJECT_SOURCE_DIR}/../shared/reference")
  if(WIN32)
    # What the program has in it: text is UTF-8, paths may be long.
    target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src/cli/windows/cloudx-proxy.rc)
  endif()
  if(CLOUDX_TARGET)
    set_property(GLOBAL APPEND PROPERTY CLOUDX_UNIT_TESTS ${name})
    return()
  endif()
  string(REGEX REPLACE "-test$" "." prefix ${name})
  gtest_discover_tests(${name} TEST_PREFIX ${prefix} PROPERTIES LABELS "unit;${TEST_LABELS}" TIMEOUT 60 DISCOVERY_TIMEOUT 30)
endfunction()
include(GoogleTest)
