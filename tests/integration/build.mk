# SPDX-License-Identifier: BSD-2-Clause
# A TA that opens sockets, and whom it talks to.
SOCKET := tests/integration/socket
SOCKET_GUEST := $(B)/tests/socket/guest
$(eval $(call ta_image,$(SOCKET)/ta,$(SOCKET_GUEST)/ta))

$(SOCKET_GUEST)/socket-server: $(B)/ree/obj/$(SOCKET)/server.o
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -o $@

.PHONY: tests-socket
tests-socket: $(SOCKET_GUEST)/socket-server \
              $(SOCKET_GUEST)/ta/$(call ta_binary,$(SOCKET)/ta).ta
tests: tests-socket
TESTS_INTEGRATION += $(SOCKET)/socket.t
