import Foundation
import Testing

@testable import Checks

/// The page of the report in a browser, where Chromium is installed.
@Suite("The page in a browser")
struct BrowserTests {
  static let program: URL? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(
    separator: ":"
  )
  .map { URL(fileURLWithPath: String($0)).appendingPathComponent("chromium") }
  .first { FileManager.default.isExecutableFile(atPath: $0.path) }

  @Test(
    "nothing is wider than the page",
    .enabled(if: program != nil, "chromium is not installed"))
  func fits() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("page-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try ReportFolder.write(ReportTests.bank.get(), to: folder)
    // A window cannot be narrower than 500 pixels, a frame can. The details are opened.
    let frame = """
      <body>
      <iframe src="index.html" style="border:0;width:400px;height:900px"></iframe>
      <iframe src="index.html" style="border:0;width:1400px;height:900px"></iframe>
      <script>
      onload = () => {
        for (const frame of document.querySelectorAll("iframe")) {
          const page = frame.contentDocument;
          page.querySelectorAll("details").forEach(d => { d.open = true; });
          const root = page.documentElement;
          const wide = [...page.querySelectorAll("h1, h2, h3, p, li, th, td, dt, dd, caption")]
            .filter(e => e.getClientRects().length > 0 && !e.closest(".scroll")
              && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "visible");
          const result = document.createElement("p");
          result.textContent = `excess ${root.scrollWidth - root.clientWidth} wide ${wide.length} `
            + wide.slice(0, 5).map(e => e.textContent.slice(0, 60)).join("; ");
          document.body.append(result);
        }
      };
      </script></body>
      """
    let file = folder.appendingPathComponent("frame.html")
    try Data(frame.utf8).write(to: file)
    let process = Process()
    process.executableURL = Self.program
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
      "--user-data-dir=\(folder.path)/profile", "--virtual-time-budget=5000", "--dump-dom",
      file.absoluteString,
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let dom = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let results = dom.matches(of: /<p>(excess .*?)<\/p>/).map { $0.1 }
    #expect(results == ["excess 0 wide 0 ", "excess 0 wide 0 "])
  }
}
