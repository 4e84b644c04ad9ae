// Counts what a program allocates, for LD_PRELOAD: says so on standard error when it ends.
//
//     cc -O2 -shared -fPIC allocations.c -o allocations.so
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_long count;

void *malloc(size_t size) { count++; return __libc_malloc(size); }
void *calloc(size_t number, size_t size) { count++; return __libc_calloc(number, size); }
void *realloc(void *memory, size_t size) { count++; return __libc_realloc(memory, size); }
void *aligned_alloc(size_t alignment, size_t size) { count++; return __libc_memalign(alignment, size); }
int posix_memalign(void **memory, size_t alignment, size_t size) { count++; *memory = __libc_memalign(alignment, size); return *memory ? 0 : 12; }

__attribute__((destructor)) static void say(void) { fprintf(stderr, "allocations: %ld\n", (long)count); }
