#pragma once
#if __has_include(<zlib.h>)
#include <zlib.h>
#else
#error "zlib1g-dev is not installed: run `make run`, which installs what is missing"
#endif
