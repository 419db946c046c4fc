#pragma once
#if __has_include(<png.h>)
#include <png.h>
#else
#error "libpng-dev is not installed: run `make run`, which installs what is missing"
#endif
