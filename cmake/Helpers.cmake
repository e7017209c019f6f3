# Qt 6.4's moc cannot parse libstdc++'s <concepts>; its include guard skips it.
set(CMAKE_AUTOMOC_MOC_OPTIONS -D_GLIBCXX_CONCEPTS=1)

# Flags that every target of ours gets; third-party headers come in as SYSTEM.
add_library(mw_flags INTERFACE)
# -Wrestrict: a false alarm of gcc 12 on std::string operator+ (gcc bug 105651).
if(MASKWRIGHT_ML_ONLY)  # any compiler, any LibTorch: their warnings stop nobody there
  target_compile_options(mw_flags INTERFACE -Wall -Wextra -Wno-restrict)
else()
  target_compile_options(mw_flags INTERFACE -Wall -Wextra -Werror -Wno-restrict)
endif()
target_include_directories(mw_flags INTERFACE ${CMAKE_SOURCE_DIR})
if(NOT MASKWRIGHT_ML_ONLY)
  # Unused shared libraries stay out of the desktop's dependency list. LibTorch's CUDA part looks
  # unused, though: it announces itself when it is loaded.
  target_link_options(mw_flags INTERFACE -Wl,--as-needed)
endif()
find_program(MOLD mold)
if(MOLD)
  target_link_options(mw_flags INTERFACE -fuse-ld=mold)
endif()
if(MASKWRIGHT_SANITIZE)
  target_compile_options(mw_flags INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer
                         -fno-sanitize-recover=undefined
                         # With sanitizers gcc sees uninitialized values in LibTorch's headers.
                         -Wno-maybe-uninitialized)
  target_link_options(mw_flags INTERFACE -fsanitize=address,undefined)
endif()

# core_module(NAME FOLDER [DEPENDS ...] [EXCLUDE regex]): a static library of all .cpp in FOLDER
# (not in its subfolders). Sources are found by globbing, so adding a file needs no edit here.
function(core_module name folder)
  cmake_parse_arguments(ARG "" "" "DEPENDS;SYSTEM;EXCLUDE;SOURCES" ${ARGN})
  if(ARG_SOURCES)
    set(sources ${ARG_SOURCES})
  else()
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
    foreach(pattern IN LISTS ARG_EXCLUDE)
      list(FILTER sources EXCLUDE REGEX ${pattern})
    endforeach()
  endif()
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC mw_flags ${ARG_DEPENDS})
    if(ARG_SYSTEM)
      target_include_directories(${name} SYSTEM PUBLIC ${ARG_SYSTEM})
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE mw_flags ${ARG_DEPENDS})
    if(ARG_SYSTEM)
      target_include_directories(${name} SYSTEM INTERFACE ${ARG_SYSTEM})
    endif()
  endif()
endfunction()

# qt_tests(FOLDER LABEL [DEPENDS ...]): one Qt Test program per tests/FOLDER/*_test.cpp, named
# FOLDER/NAME in ctest with LABEL. A file NAME_learning_test.cpp gets the label "learning" too.
function(qt_tests folder label)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/*_test.cpp)
  foreach(source IN LISTS sources)
    get_filename_component(stem ${source} NAME_WE)
    string(REGEX REPLACE "_test$" "" stem ${stem})
    string(REPLACE "/" "_" target "test_${folder}_${stem}")
    add_executable(${target} ${source})
    set_target_properties(${target} PROPERTIES AUTOMOC ON)
    target_link_libraries(${target} PRIVATE mw_flags mw_test_support Qt6::Test ${ARG_DEPENDS})
    target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS)
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    if(label STREQUAL "ml")
      precompile_torch(${target} <QTest>)
    endif()
    add_test(NAME ${folder}/${stem} COMMAND ${target} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set(labels ${label})
    if(stem MATCHES "_learning$")
      list(APPEND labels learning)
    endif()
    set_tests_properties(${folder}/${stem} PROPERTIES LABELS "${labels}" TIMEOUT 900
      ENVIRONMENT "QT_QPA_PLATFORM=offscreen;MASKWRIGHT_ENGINE=${CMAKE_BINARY_DIR}/bin/maskwright;MASKWRIGHT_DESKTOP=${CMAKE_BINARY_DIR}/bin/maskwright-desktop;ASAN_OPTIONS=detect_leaks=0")
    if("learning" IN_LIST labels)
      # Alone on the machine, with a fixed number of threads: results depend on it.
      set_tests_properties(${folder}/${stem} PROPERTIES PROCESSORS 2 TIMEOUT 1800)
      set_property(TEST ${folder}/${stem} APPEND PROPERTY ENVIRONMENT
        "OMP_NUM_THREADS=2;OMP_WAIT_POLICY=passive;QTEST_FUNCTION_TIMEOUT=900000")
    endif()
  endforeach()
endfunction()

# precompile_torch(TARGET HEADERS...): torch/torch.h costs more than most tests themselves. All targets
# that ask for the same further headers share one file.
function(precompile_torch target)
  get_property(first GLOBAL PROPERTY mw_torch_with_${ARGN})
  if(first)
    target_precompile_headers(${target} REUSE_FROM ${first})
  else()
    target_precompile_headers(${target} PRIVATE <torch/torch.h> ${ARGN})
    set_property(GLOBAL PROPERTY mw_torch_with_${ARGN} ${target})
  endif()
endfunction()

# bench_programs(FOLDER [DEPENDS ...]): one program per tests/bench/FOLDER/*.cpp; never run by ctest.
function(bench_programs folder)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/bench/${folder}/*.cpp)
  foreach(source IN LISTS sources)
    get_filename_component(stem ${source} NAME_WE)
    add_executable(bench_${stem} ${source})
    target_link_libraries(bench_${stem} PRIVATE mw_flags ${ARG_DEPENDS})
    set_target_properties(bench_${stem} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
    if(folder STREQUAL "ml")
      precompile_torch(bench_${stem})
    endif()
  endforeach()
endfunction()
