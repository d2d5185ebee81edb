# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# It needs mbedTLS, which takes a minute to build: `make test` and `make
# tls-web` do so.  The certificate is made by the build, and is nobody's.
TLS_WEB := $(BUILD)/examples/tls-web
TLS_STAGE := $(BUILD)/ports/mbedtls/stage/usr
TLS_WEB_SRC := $(wildcard examples/tls-web/*.c)
$(TLS_WEB)/etc/cert.pem: examples/tls-web/module.mk
	@mkdir -p $(@D)
	$(Q)openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
		-nodes -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost \
		-days 3650 -keyout $(@D)/key.pem -out $@ 2>$(@D).log || \
		{ cat $(@D).log; exit 1; }
$(eval $(call guest_program,$(TLS_WEB)/tls-web,$(TLS_WEB_SRC),\
	-U_GNU_SOURCE -isystem $(TLS_STAGE)/include,\
	-L$(TLS_STAGE)/lib -lmbedtls -lmbedx509 -lmbedcrypto \
	--manifest examples/tls-web/denali.toml \
	--files examples/tls-web/files --files $(TLS_WEB)/etc:/etc/tls,\
	$(TLS_WEB)/etc/cert.pem examples/tls-web/denali.toml \
	$(shell find examples/tls-web/files -type f)))
$(TLS_WEB_SRC:%=$(BUILD)/obj/examples/tls-web/tls-web/%.o): \
	$(BUILD)/ports/mbedtls/built
TEST_FILES += $(TLS_WEB)/tls-web
.PHONY: tls-web
tls-web: $(TLS_WEB)/tls-web
