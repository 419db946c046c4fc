/// Stacked masked 3×3 convolutions with zero padding on a square image, all weights 1 where the mask is.
public enum MaskedConvolution {
  /// ∂(output at one pixel)/∂(input at each pixel): the number of paths between them, by back
  /// propagation through the layers; the masks stand in the order of the layers.
  public static func pathCounts(
    masks: [[[Int]]], size: Int, from row: Int, _ column: Int
  ) -> [[Int]] {
    var counts = (0..<size).map { r in
      (0..<size).map { c in r == row && c == column ? 1 : 0 }
    }
    for mask in masks.reversed() {
      var before = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
      for r in 0..<size {
        for c in 0..<size where counts[r][c] != 0 {
          for i in 0..<3 {
            for j in 0..<3 {
              let (y, x) = (r + i - 1, c + j - 1)
              if (0..<size).contains(y), (0..<size).contains(x) {
                before[y][x] += mask[i][j] * counts[r][c]
              }
            }
          }
        }
      }
      counts = before
    }
    return counts
  }
}
