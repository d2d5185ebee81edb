# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# What stands for the SDK's toolchain file where a port is built for the peer.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR i686)
set(CMAKE_C_COMPILER denali-cc)
set(CMAKE_FIND_ROOT_PATH $ENV{DENALI_SYSROOT})
