#pragma once
#include <malloc.h>

/// Has the allocator keep up to a gigabyte that was freed, and take blocks of up to 32 MiB from it.
static inline void heap_keep_freed_memory(void) {
  mallopt(M_MMAP_THRESHOLD, 1 << 25);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}
