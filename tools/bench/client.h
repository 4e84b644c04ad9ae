// libmosquitto alone, as far as both that measure it have it in common.
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <stdbool.h>

// How many messages the broker has acknowledged.
static long acknowledged;
static bool is_connected;

static void on_own_connect(struct mosquitto *m, void *o, int rc, int flags, const mosquitto_property *p) { is_connected = rc == 0; }
static void on_publish(struct mosquitto *m, void *o, int mid, int rc, const mosquitto_property *p) { acknowledged++; }

// A client that speaks MQTT 5 with a broker of this machine, with never more than `window` messages unacknowledged; NULL
// where it can't connect.
static struct mosquitto *client(const char *name, int port, int window)
{
    struct mosquitto *m = mosquitto_new(name, true, NULL);
    mosquitto_int_option(m, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(m, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_int_option(m, MOSQ_OPT_SEND_MAXIMUM, window);
    mosquitto_connect_v5_callback_set(m, on_own_connect);
    mosquitto_publish_v5_callback_set(m, on_publish);
    if(mosquitto_connect(m, "127.0.0.1", port, 60)) return NULL;
    while(!is_connected) if(mosquitto_loop(m, 100, 1)) return NULL;
    return m;
}
