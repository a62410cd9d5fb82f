# Everything from Debian's packages (scripts/setup). OpenSSL, Boost and pugixml are linked statically,
# so that one file is the whole program.
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
set(OPENSSL_USE_STATIC_LIBS TRUE)
find_package(OpenSSL 3 REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(GTest REQUIRED)
find_library(PUGIXML libpugixml.a REQUIRED)
find_library(YAML_CPP libyaml-cpp.a REQUIRED)

add_library(deps INTERFACE)
target_include_directories(deps SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
target_compile_definitions(deps INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
                                          BOOST_BEAST_SEPARATE_COMPILATION)
# Debian has only fmt's shared library: it is compiled here, once (a header-only fmt would take most of
# the time of every file that formats).
add_library(fmt-compiled STATIC ${PROJECT_SOURCE_DIR}/cmake/format.cpp)
target_link_libraries(deps INTERFACE fmt-compiled Boost::json Boost::url OpenSSL::SSL OpenSSL::Crypto
                                     Threads::Threads ${CMAKE_DL_LIBS})
