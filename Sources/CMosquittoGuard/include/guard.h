#ifndef MOSQUITTO_GUARD_H
#define MOSQUITTO_GUARD_H

#include <stddef.h>

struct mosquitto;

/// What ``mosquitto_guarded_loop_read`` returns where an assertion of libmosquitto failed. The client can only be destroyed then.
#define MOSQUITTO_ASSERTION_FAILED 1000

/// `mosquitto_loop_read`, but that an assertion of libmosquitto ends this call and not the process.
///
/// libmosquitto before 2.1 asserts that it has a client to log for, and has none where it reads an MQTT 5 property that it does
/// not know: whoever speaks for the broker could end the process by one byte.
///
/// It reads `*bytes` bytes at the most, and says there how many it read. By itself libmosquitto reads on for as long as more comes
/// and the message is not whole, and by MQTT 3.1.1, which has no largest packet, a message has up to 256 MiB.
int mosquitto_guarded_loop_read(struct mosquitto *client, int max_packets, size_t *bytes);

#endif
