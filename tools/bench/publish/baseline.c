// What libmosquitto alone publishes: COUNT messages of SIZE bytes at QoS 1, never more than WINDOW unacknowledged,
// with libmosquitto's own loop. Prints messages a second.
//
//     cc -O2 baseline.c -lmosquitto -o baseline && ./baseline PORT COUNT SIZE WINDOW
#include "../client.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(int argc, char **argv)
{
    int port = atoi(argv[1]), count = atoi(argv[2]), size = atoi(argv[3]), window = atoi(argv[4]), sent = 0;
    char *payload = malloc(size);
    memset(payload, 'x', size);
    mosquitto_lib_init();
    struct mosquitto *m = client("baseline", port, window);
    if(!m) return 1;
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    while(acknowledged < count){
        while(sent < count && sent - acknowledged < window){
            char topic[64];
            snprintf(topic, sizeof topic, "asterisk/call/1770888509.%d/ringing", sent / 3);
            if(mosquitto_publish_v5(m, NULL, topic, size, payload, 1, false, NULL)) return 1;
            sent++;
        }
        if(mosquitto_loop(m, 100, 1)) return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    double seconds = b.tv_sec - a.tv_sec + (b.tv_nsec - a.tv_nsec) / 1e9;
    printf("%.0f\n", count / seconds);
    mosquitto_disconnect(m);
    return 0;
}
