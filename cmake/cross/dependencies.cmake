# Here because CMake's own words for Windows and macOS come after those of a toolchain file.
set(CMAKE_CXX_LINK_EXECUTABLE "${CLOUDX_CROSS_ROOT}/tools/c++ <LINK_FLAGS> <OBJECTS> -o <TARGET> <LINK_LIBRARIES>")

# What scripts/cross has built for CLOUDX_TARGET, all of it static.
find_package(Threads REQUIRED)
set(libraries ${CLOUDX_CROSS_ROOT}/libraries)
set(PUGIXML ${libraries}/lib/libpugixml.a)

add_library(deps INTERFACE)
target_include_directories(deps SYSTEM INTERFACE ${libraries}/include)
target_compile_definitions(deps INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
                                          BOOST_BEAST_SEPARATE_COMPILATION)
add_library(fmt-compiled STATIC ${PROJECT_SOURCE_DIR}/cmake/format.cpp)
target_include_directories(fmt-compiled SYSTEM PRIVATE ${libraries}/include)
target_link_libraries(deps INTERFACE fmt-compiled)
foreach(library boost_json boost_url ssl crypto)
  target_link_libraries(deps INTERFACE ${libraries}/lib/lib${library}.a)
endforeach()
target_link_libraries(deps INTERFACE Threads::Threads)
if(WIN32)
  # Parts of the system: sockets, what certificates it trusts, random numbers, addresses, profiles.
  target_link_libraries(deps INTERFACE ws2_32 mswsock crypt32 bcrypt iphlpapi userenv gdi32)
endif()

add_library(CLI11::CLI11 INTERFACE IMPORTED)

# For the unit tests (scripts/cross --test): from Debian's sources, and in no program.
add_library(googletest STATIC EXCLUDE_FROM_ALL
  /usr/src/googletest/googletest/src/gtest-all.cc /usr/src/googletest/googlemock/src/gmock-all.cc
  /usr/src/googletest/googlemock/src/gmock_main.cc)
target_include_directories(googletest SYSTEM PUBLIC ${libraries}/include
  PRIVATE /usr/src/googletest/googletest /usr/src/googletest/googlemock)
add_library(GTest::gtest INTERFACE IMPORTED)
target_include_directories(GTest::gtest SYSTEM INTERFACE ${libraries}/include)
add_library(GTest::gmock INTERFACE IMPORTED)
add_library(GTest::gtest_main INTERFACE IMPORTED)
target_link_libraries(GTest::gtest_main INTERFACE googletest)
