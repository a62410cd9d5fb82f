# Writes the commit that SOURCE stands at to OUT, as a constant of C++, kCommit:
#   cmake -DSOURCE=FOLDER -DOUT=FILE -P commit.cmake
# "79bc5af"; "79bc5af-dirty" where files that git knows have changed since; "" where SOURCE came without
# its history, as in a tarball, even one that was unpacked inside another project's repository. A file
# that says the same already stays untouched, so that nothing is built again for it.
get_filename_component(above "${SOURCE}" DIRECTORY)
set(ENV{GIT_CEILING_DIRECTORIES} "${above}")
set(ENV{GIT_OPTIONAL_LOCKS} 0)
execute_process(
  COMMAND git -C "${SOURCE}" describe --always --dirty --abbrev=7 --exclude=*
  OUTPUT_VARIABLE commit
  OUTPUT_STRIP_TRAILING_WHITESPACE
  ERROR_QUIET
  RESULT_VARIABLE status)
if(NOT status EQUAL 0 OR NOT commit MATCHES "^[0-9a-f]+(-dirty)?$")
  set(commit "")
endif()
file(CONFIGURE OUTPUT "${OUT}" CONTENT "constexpr std::string_view kCommit = \"${commit}\";\n")
