# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# For CMake: cmake -DCMAKE_TOOLCHAIN_FILE=.../share/denali/denali-toolchain.cmake
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR i686)
get_filename_component(DENALI_SDK "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)

set(CMAKE_C_COMPILER "${DENALI_SDK}/bin/denali-cc")
set(CMAKE_CXX_COMPILER "${DENALI_SDK}/bin/denali-c++")
set(CMAKE_ASM_COMPILER "${DENALI_SDK}/bin/denali-cc")
foreach(tool ADDR2LINE AR LINKER NM OBJCOPY OBJDUMP RANLIB READELF STRIP)
	string(TOLOWER "${tool}" name)
	string(REPLACE "linker" "ld" name "${name}")
	set(CMAKE_${tool} "${DENALI_SDK}/bin/denali-${name}")
endforeach()
set(PKG_CONFIG_EXECUTABLE "${DENALI_SDK}/bin/denali-pkg-config")

# What try_run() and ctest run, they run in a VM.
set(CMAKE_CROSSCOMPILING_EMULATOR
	"${DENALI_SDK}/bin/denali;run;--net;none;--timeout;600")

# CMake forgets this between here and the compiler's rules, so that it comes to
# read this file once more.
set(UNIX TRUE)
set(CMAKE_USER_MAKE_RULES_OVERRIDE "${CMAKE_CURRENT_LIST_FILE}")

set(CMAKE_FIND_ROOT_PATH "${DENALI_SDK}")
if(DEFINED ENV{DENALI_SYSROOT})
	list(PREPEND CMAKE_FIND_ROOT_PATH "$ENV{DENALI_SYSROOT}")
endif()
set(CMAKE_SYSTEM_PREFIX_PATH / /usr /usr/local)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
