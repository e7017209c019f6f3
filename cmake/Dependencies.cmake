# All third-party lookup in one place. Every package is in Debian 12; see packaging/setup.sh.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

# ccache makes a second build of the same sources nearly free; the precompiled header needs the sloppiness.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

# LibTorch and headers of RapidJSON: all that maskwright-train needs. A LibTorch of another ABI says
# so in its flags.
find_package(Torch 1.13 REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
if(MASKWRIGHT_ML_ONLY)
  set(CMAKE_CXX_FLAGS "${CMAKE_CXX_FLAGS} ${TORCH_CXX_FLAGS}")
  find_path(RAPIDJSON_INCLUDE rapidjson/document.h REQUIRED)
  return()
endif()

find_package(OpenCV 4.5 REQUIRED COMPONENTS core imgproc imgcodecs ximgproc)
find_package(RapidJSON REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(faiss REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(spectra REQUIRED)
find_package(BLAS REQUIRED)
find_path(CBLAS_INCLUDE cblas.h PATH_SUFFIXES openblas-pthread openblas REQUIRED)
# Debian's CMake package of XGBoost names a program that is in none of its packages.
find_path(XGBOOST_INCLUDE xgboost/c_api.h REQUIRED)
find_library(XGBOOST_LIBRARY xgboost REQUIRED)
find_package(LAPACK REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_library(XXHASH_LIBRARY xxhash REQUIRED)
if(MASKWRIGHT_UI)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets Charts Svg LinguistTools)
endif()
if(MASKWRIGHT_TESTS)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Test)
endif()
