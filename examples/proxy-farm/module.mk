# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Two images: the proxy, and what stands behind it.
FARM := $(BUILD)/examples/proxy-farm
FARM_SRC_proxy := proxy.c backends.c net.c
FARM_SRC_site := site.c http.c server.c net.c
$(foreach name,proxy site,$(eval $(call guest_program,$(FARM)/$(name),\
	$(FARM_SRC_$(name):%=examples/proxy-farm/%),-U_GNU_SOURCE,\
	--manifest examples/proxy-farm/$(name).toml,\
	examples/proxy-farm/$(name).toml)))
examples: $(FARM)/proxy $(FARM)/site
