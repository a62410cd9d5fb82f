#pragma once
// A string that must not be seen: it is wiped when it goes, and no formatter prints it.

#include <string>
#include <string_view>

namespace cloudx {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value);
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  // The value itself. Call it where the secret is used (signing, a request body), nowhere else.
  [[nodiscard]] std::string_view reveal() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  void wipe();
  std::string value_;
};

// Overwrites the characters in a way the compiler does not remove, then clears the string.
void wipe(std::string& text);

// Does that when the scope ends, whichever way. `text` must outlive it.
class WipeAtEnd {
 public:
  explicit WipeAtEnd(std::string& text) : text_(text) {}
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;
  ~WipeAtEnd() { wipe(text_); }

 private:
  std::string& text_;
};

}  // namespace cloudx
