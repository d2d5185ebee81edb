# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# A service on a network that loses and reorders frames, with clients that
# reset, stall and vanish.  `make torture-weather` has them do so for long.
WEATHER := $(BUILD)/tests/weather/weather

$(eval $(call guest_program,$(WEATHER),tests/weather/guest/weather.c,,,))
TEST_FILES += $(WEATHER)

$(eval $(call host_program,build/tests/weather-tests,\
	tests/weather/weather.c tests/weather/client.c tests/weather/flood.c \
	$(TEST_HARNESS),$(TEST_CFLAGS) -pthread,$(TEST_LIBS) -pthread))
TEST_PROGRAMS += build/tests/weather-tests

WEATHER_SECONDS ?= 600

.PHONY: torture-weather
torture-weather: $(SDK_FILES) $(WEATHER) build/tests/weather-tests
	$(Q)DENALI_WEATHER=$(WEATHER_SECONDS) build/tests/weather-tests \
		--verbose
