/// The shapes of a cross-correlation of images `[C, H, W, N]` with filters `[O, C, K, K]`.
struct ConvolutionShape: Sendable {
  let channels: Int, height: Int, width: Int, batch: Int
  let filters: Int, kernel: Int, stride: Int, padding: Int

  init(input: [Int], weight: [Int], stride: Int, padding: Int) {
    precondition(
      input.count == 4 && weight.count == 4 && weight[1] == input[0] && weight[2] == weight[3],
      "filters \(weight) do not fit images \(input)")
    precondition(stride >= 1 && padding >= 0)
    (channels, height, width, batch) = (input[0], input[1], input[2], input[3])
    (filters, kernel) = (weight[0], weight[2])
    (self.stride, self.padding) = (stride, padding)
    precondition(
      height + 2 * padding >= kernel && width + 2 * padding >= kernel,
      "filters of size \(kernel) are larger than images of \(height) × \(width)")
  }

  /// The cross-correlation that takes gradients of the output to those of the input, for stride 1 and a
  /// padding that is smaller than the filters.
  var adjoint: ConvolutionShape? {
    guard stride == 1, padding < kernel else { return nil }
    return ConvolutionShape(
      input: output, weight: [channels, filters, kernel, kernel], stride: 1,
      padding: kernel - 1 - padding)
  }

  /// w′[c, o, k, l] = w[o, c, K − 1 − k, K − 1 − l].
  func turnedRound<S>(_ weight: [S]) -> [S] {
    let square = kernel * kernel
    return (0..<channels).flatMap { channel in
      (0..<filters).flatMap { filter in
        weight[((filter * channels + channel) * square)...].prefix(square).reversed()
      }
    }
  }

  var outputHeight: Int { (height + 2 * padding - kernel) / stride + 1 }
  var outputWidth: Int { (width + 2 * padding - kernel) / stride + 1 }
  var output: [Int] { [filters, outputHeight, outputWidth, batch] }

  /// How many inputs one output depends on: C·K².
  var taps: Int { channels * kernel * kernel }
  /// The numbers of one row of the output in one channel.
  var rowLength: Int { outputWidth * batch }
  /// The numbers of one channel of the output, and of the input.
  var outputPlane: Int { outputHeight * rowLength }
  var inputPlane: Int { height * width * batch }

  /// The pieces of a row of inputs that one tap sees for one row of outputs: from where in the input's
  /// plane, to where in the row, and how many numbers. None lies in the padding.
  @inline(__always)
  func forEachPiece(
    row y: Int, _ ky: Int, _ kx: Int, _ body: (_ from: Int, _ to: Int, _ count: Int) -> Void
  ) {
    let inputRow = y * stride + ky - padding
    guard inputRow >= 0 && inputRow < height else { return }
    // The output columns x with 0 ≤ x·stride + kx − padding < width.
    let shift = kx - padding
    let first = shift >= 0 ? 0 : (-shift + stride - 1) / stride
    let last = min(outputWidth, width - 1 - shift < 0 ? 0 : (width - 1 - shift) / stride + 1)
    guard first < last else { return }
    if stride == 1 {
      body((inputRow * width + first + shift) * batch, first * batch, (last - first) * batch)
    } else {
      for x in first..<last {
        body((inputRow * width + x * stride + shift) * batch, x * batch, batch)
      }
    }
  }
}
