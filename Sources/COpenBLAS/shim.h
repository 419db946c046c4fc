#pragma once
#if __has_include(<cblas.h>)
#include <cblas.h>
#else
#error "libopenblas-dev is not installed: run `make run`, which installs what is missing"
#endif
