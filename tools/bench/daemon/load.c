// An Asterisk for the daemon and a subscriber to what it publishes, in one process with one clock.
//
//     cc -O2 load.c -lmosquitto -lpthread -o load
//     ./load PORT_OF_BROKER start                      -- DAEMON...   start to the first byte that answers the greeting
//     ./load PORT_OF_BROKER throughput CAPTURE EVENTS   -- DAEMON...   a whole capture as fast as it is taken
//     ./load PORT_OF_BROKER latency RATE COUNT          -- DAEMON...   from an event's writing to its message's arrival
//     ./load PORT_OF_BROKER alone MESSAGES WINDOW                      the same messages by libmosquitto alone
//
// It starts the daemon with the port of its AMI in AMI_PORT, and ends it. With MESSAGES in the environment, "throughput"
// leaves there what came, for "alone": that publishes it at QoS 1 with libmosquitto's own loop, WINDOW messages in flight
// at the most, to the same subscriber. Prints, in microseconds or messages a second:
//     start: MICROSECONDS
//     throughput: BYTES_A_SECOND MESSAGES_A_SECOND MESSAGES, and the nanoseconds of processor time that each took
//     alone: MESSAGES_A_SECOND MESSAGES, and the same
//     latency: P50 P99 P99.9, and the daemon's kilobytes resident, and of these its own
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "../client.h"

// What arrived; what of it was an event, and not the state that a call is in; when the last of them did.
static atomic_long arrived, events, last_arrival;
static atomic_int subscribed;
static FILE *record;
static long *latencies, latency_count;

static long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void die(const char *what) { perror(what); exit(1); }

static void on_connect(struct mosquitto *m, void *o, int rc) { if(rc || mosquitto_subscribe(m, NULL, "asterisk/call/#", 0) || mosquitto_subscribe(m, NULL, "asterisk/event/#", 0)) exit(1); }
static void on_subscribe(struct mosquitto *m, void *o, int mid, int n, const int *qos) { subscribed++; }
static void on_message(struct mosquitto *m, void *o, const struct mosquitto_message *message)
{
    long time = now();
    // The payload is the client's until this returns, and libmosquitto ends it with a zero.
    char *sent = message->payload ? strstr(message->payload, "\"Sent\":\"") : NULL;
    if(sent && latencies && arrived < latency_count) latencies[arrived] = time - atol(sent + 8);
    if(record){
        uint32_t lengths[] = {strlen(message->topic), message->payloadlen};
        fwrite(lengths, sizeof lengths, 1, record);
        fwrite(message->topic, lengths[0], 1, record);
        fwrite(message->payload, lengths[1], 1, record);
    }
    size_t length = strlen(message->topic);
    if(length < 6 || strcmp(message->topic + length - 6, "/state")) events++;
    last_arrival = time;
    arrived++;
}

static long processor_time(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static int alone(const char *port, const char *path, long window)
{
    int file = open(path, O_RDONLY);
    struct stat status;
    if(file < 0 || fstat(file, &status) || status.st_size == 0) die(path);
    char *at = mmap(NULL, status.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_POPULATE, file, 0), *end = at + status.st_size;
    struct mosquitto *m = client("alone", atoi(port), window);
    if(!m) die("the broker");
    mosquitto_property *properties = NULL;
    mosquitto_property_add_string(&properties, MQTT_PROP_CONTENT_TYPE, "application/json");
    long sent = 0, begun = now(), spent = processor_time(CLOCK_THREAD_CPUTIME_ID);
    while(at < end || acknowledged < sent){
        while(at < end && sent - acknowledged < window){
            uint32_t lengths[2];
            char topic[65536];
            memcpy(lengths, at, sizeof lengths);
            memcpy(topic, at + sizeof lengths, lengths[0]);
            topic[lengths[0]] = 0;
            at += sizeof lengths + lengths[0];
            if(mosquitto_publish_v5(m, NULL, topic, lengths[1], at, 1, false, properties)) die("publish");
            at += lengths[1];
            sent++;
        }
        if(mosquitto_loop(m, 100, 1)) die("the broker");
    }
    spent = processor_time(CLOCK_THREAD_CPUTIME_ID) - spent;
    while(arrived < sent) usleep(100);
    printf("%.0f %ld %ld\n", sent / ((last_arrival - begun) / 1e9), sent, spent / sent);
    mosquitto_disconnect(m);
    return 0;
}

// An AMI that lets everybody in and has no channels.
static char actions[65536];
static size_t held;
static int logged_in;

static void say(int client, const char *text, size_t count)
{
    while(count){
        ssize_t n = write(client, text, count);
        if(n < 0 && errno == EINTR) continue;
        if(n <= 0) die("the daemon closed its connection");
        text += n, count -= n;
    }
}

static void answer(int client)
{
    ssize_t n = read(client, actions + held, sizeof actions - 1 - held);
    if(n <= 0) die("the daemon closed its connection");
    held += n;
    actions[held] = 0;
    char *end;
    while((end = strstr(actions, "\r\n\r\n"))){
        *end = 0;
        char id[256] = "", text[1024];
        char *header = strstr(actions, "ActionID: ");
        if(header) sscanf(header, "ActionID: %255[^\r]", id);
        snprintf(text, sizeof text, "Response: Success\r\nActionID: %s\r\n%sMessage: ok\r\n\r\n%s%s%s", id,
            strstr(actions, "Action: Challenge") ? "Challenge: 1\r\n" : "",
            strstr(actions, "Action: CoreShowChannels") ? "Event: CoreShowChannelsComplete\r\nActionID: " : "",
            strstr(actions, "Action: CoreShowChannels") ? id : "",
            strstr(actions, "Action: CoreShowChannels") ? "\r\nListItems: 0\r\n\r\n" : "");
        say(client, text, strlen(text));
        if(strstr(actions, "Action: CoreShowChannels")) logged_in = 1;
        held -= end + 4 - actions;
        memmove(actions, end + 4, held + 1);
    }
}

static void answer_if_asked(int client, int milliseconds)
{
    struct pollfd ready = {client, POLLIN, 0};
    if(poll(&ready, 1, milliseconds) > 0) answer(client);
}

static int by_size(const void *a, const void *b) { return (*(long *)a > *(long *)b) - (*(long *)a < *(long *)b); }

static long resident(pid_t process, const char *format)
{
    char path[64], line[256];
    long kilobytes = 0;
    snprintf(path, sizeof path, "/proc/%d/status", process);
    FILE *file = fopen(path, "r");
    while(file && fgets(line, sizeof line, file)) sscanf(line, format, &kilobytes);
    if(file) fclose(file);
    return kilobytes;
}

int main(int argc, char **argv)
{
    int command = 0;
    for(int i = 1; i < argc; i++) if(!strcmp(argv[i], "--")) { command = i + 1; break; }
    const char *mode = argc > 2 ? argv[2] : "";
    bool is_alone = !strcmp(mode, "alone");
    if(is_alone ? argc != 5 : command < 4 || command >= argc) return 64;

    int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if(bind(server, (struct sockaddr *)&address, size) || listen(server, 4) || getsockname(server, (struct sockaddr *)&address, &size)) die("listen");
    char port[16];
    snprintf(port, sizeof port, "%d", ntohs(address.sin_port));
    setenv("ASTERISK_MQTT_AMI_PORT", port, 1);

    mosquitto_lib_init();
    struct mosquitto *m = mosquitto_new("load", true, NULL);
    mosquitto_connect_callback_set(m, on_connect);
    mosquitto_subscribe_callback_set(m, on_subscribe);
    mosquitto_message_callback_set(m, on_message);
    if(mosquitto_connect(m, "127.0.0.1", atoi(argv[1]), 60) || mosquitto_loop_start(m)) die("the broker");
    while(subscribed < 2) usleep(1000);
    if(is_alone) return alone(argv[1], argv[3], atol(argv[4]));
    if(getenv("MESSAGES") && !(record = fopen(getenv("MESSAGES"), "w"))) die(getenv("MESSAGES"));

    long started = now();
    pid_t daemon = fork();
    if(daemon == 0) { execvp(argv[command], argv + command); _exit(127); }
    struct pollfd ready = {server, POLLIN, 0};
    if(poll(&ready, 1, 10000) <= 0) { fprintf(stderr, "the daemon does not connect\n"); kill(daemon, SIGKILL); return 1; }
    int client = accept4(server, NULL, NULL, SOCK_CLOEXEC);
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    const char *greeting = "Asterisk Call Manager/11.0.0\r\n";
    say(client, greeting, strlen(greeting));
    struct pollfd asked = {client, POLLIN, 0};
    poll(&asked, 1, 10000);
    long greeted = now();
    while(!logged_in) answer(client);

    if(!strcmp(mode, "start")){
        printf("%ld\n", (greeted - started) / 1000);
    } else if(!strcmp(mode, "throughput")){
        long expected = atol(argv[4]);
        int file = open(argv[3], O_RDONLY);
        struct stat status;
        if(file < 0 || fstat(file, &status)) die(argv[3]);
        char *bytes = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
        clockid_t clock;
        if(clock_getcpuclockid(daemon, &clock)) die("the daemon's clock");
        long begun = now(), quiet = begun, spent = processor_time(clock);
        for(off_t at = 0; at < status.st_size;){
            off_t n = status.st_size - at < 65536 ? status.st_size - at : 65536;
            say(client, bytes + at, n);
            at += n;
            answer_if_asked(client, 0);
        }
        for(long seen = events; events < expected; answer_if_asked(client, 1)){
            if(events != seen) seen = events, quiet = now();
            if(now() - quiet > 20000000000L) { fprintf(stderr, "%ld of %ld events came\n", (long)events, expected); kill(daemon, SIGKILL); return 1; }
        }
        double seconds = (last_arrival - begun) / 1e9;
        printf("%.0f %.0f %ld %ld\n", status.st_size / seconds, arrived / seconds, (long)arrived,
            (processor_time(clock) - spent) / arrived);
    } else {
        long rate = atol(argv[3]), count = atol(argv[4]);
        // By then it is done with starting.
        sleep(7);
        long idle = resident(daemon, "VmRSS: %ld"), own = resident(daemon, "RssAnon: %ld");
        latencies = calloc(count, sizeof *latencies);
        latency_count = count;
        long begun = now();
        for(long i = 0; i < count; i++){
            long due = begun + i * (1000000000L / rate);
            while(now() < due - 100000) answer_if_asked(client, 0), usleep(50);
            while(now() < due);
            char event[256];
            snprintf(event, sizeof event, "Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: Load\r\nNumber: %ld\r\nSent: %ld\r\n\r\n", i, now());
            say(client, event, strlen(event));
        }
        for(long end = now() + 5000000000L; arrived < count && now() < end;) answer_if_asked(client, 10);
        if(arrived < count) { fprintf(stderr, "%ld of %ld messages came\n", (long)arrived, count); kill(daemon, SIGKILL); return 1; }
        qsort(latencies, count, sizeof *latencies, by_size);
        printf("%ld %ld %ld %ld %ld\n", latencies[count / 2] / 1000, latencies[count * 99 / 100] / 1000, latencies[count * 999 / 1000] / 1000, idle, own);
    }
    kill(daemon, SIGTERM);
    int status;
    waitpid(daemon, &status, 0);
    if(record && (mosquitto_disconnect(m) || mosquitto_loop_stop(m, false) || fclose(record))) die("the record");
    return 0;
}
