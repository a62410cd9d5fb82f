# Every case of the Python tests in the current folder becomes one ctest entry, LABEL.FILE.CLASS.METHOD:
# tests/python/cases.py finds them whenever CMake configures, which it does again when a file changes.
# ENVIRONMENT is what the cases find in theirs, PROGRAMS the targets that they run, and LIMIT how many
# seconds one may last. To run a case by hand, scripts/test builds LABEL-programs and reads the
# environment from a file of that name. check.cases.LABEL compares with what unittest finds.
function(cloudx_python_tests label)
  cmake_parse_arguments(CASES "" "LIMIT" "ENVIRONMENT;PROGRAMS" ${ARGN})
  set(CASES_LABEL ${label})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.py)
  set(finder ${PROJECT_SOURCE_DIR}/tests/python/cases.py)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${sources} ${finder})
  set(calls ${CMAKE_CURRENT_BINARY_DIR}/cases.cmake)
  execute_process(COMMAND ${SYSTEM_PYTHON} -B ${finder} ${CMAKE_CURRENT_SOURCE_DIR} --cmake
    OUTPUT_FILE ${calls} COMMAND_ERROR_IS_FATAL ANY)
  include(${calls})

  add_test(NAME check.cases.${label} COMMAND ${SYSTEM_PYTHON} -B
    ${PROJECT_SOURCE_DIR}/tests/python/same_cases.py ${CMAKE_CURRENT_SOURCE_DIR})
  set_tests_properties(check.cases.${label} PROPERTIES
    LABELS check TIMEOUT 60 ENVIRONMENT "${CASES_ENVIRONMENT}")

  add_custom_target(${label}-programs DEPENDS ${CASES_PROGRAMS})
  file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/environment
    CONTENT "$<JOIN:${CASES_ENVIRONMENT},\n>\n")
endfunction()

# What cases.py writes; tests/e2e/hints.py says what the words mean.
function(cloudx_python_case file case)
  cmake_parse_arguments(CASE "ALONE;UNSANITIZED" "SECONDS" "" ${ARGN})
  if(CASE_UNSANITIZED AND CLOUDX_SANITIZE)
    return()
  endif()
  set(name ${CASES_LABEL}.${file}.${case})
  add_test(NAME ${name}
    COMMAND ${SYSTEM_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/test_${file}.py ${case})
  set_tests_properties(${name} PROPERTIES
    LABELS ${CASES_LABEL} TIMEOUT ${CASES_LIMIT} ENVIRONMENT "${CASES_ENVIRONMENT}")
  if(CASE_SECONDS)
    set_tests_properties(${name} PROPERTIES COST ${CASE_SECONDS})
  endif()
  if(CASE_ALONE)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
  endif()
endfunction()
