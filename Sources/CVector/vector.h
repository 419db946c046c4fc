#pragma once
/// Eight doubles, in Swift `SIMD8<Double>`.
typedef double vector_f64x8 __attribute__((ext_vector_type(8)));

/// The correctly rounded square root of each lane, in vector instructions.
static inline __attribute__((always_inline)) vector_f64x8 vector_sqrt(vector_f64x8 x) {
  return __builtin_elementwise_sqrt(x);
}
