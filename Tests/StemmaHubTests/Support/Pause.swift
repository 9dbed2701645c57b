import Foundation

/// Blocks the server's thread, never a task.
func sleepBriefly(milliseconds: Int = 100) {
  Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
}
