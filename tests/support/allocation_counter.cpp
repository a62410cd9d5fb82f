#include "support/allocation_counter.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

#include <openssl/crypto.h>

namespace cloudx::test {
namespace {

std::atomic<std::uint64_t> count{0};

void* counted_malloc(std::size_t size, const char*, int) {
  count.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size);
}

void* counted_realloc(void* old, std::size_t size, const char*, int) {
  count.fetch_add(1, std::memory_order_relaxed);
  return std::realloc(old, size);
}

void plain_free(void* memory, const char*, int) {
  std::free(memory);
}

const bool openssl_counted =
    CRYPTO_set_mem_functions(counted_malloc, counted_realloc, plain_free) == 1;

}  // namespace

std::uint64_t allocations() {
  return count.load(std::memory_order_relaxed);
}

bool counts_openssl() {
  return openssl_counted;
}

}  // namespace cloudx::test

// The array and the nothrow forms come here too; see [new.delete].
void* operator new(std::size_t size) {
  cloudx::test::count.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

void* operator new(std::size_t size, std::align_val_t alignment) {
  cloudx::test::count.fetch_add(1, std::memory_order_relaxed);
  const auto step = static_cast<std::size_t>(alignment);
  if (void* memory = std::aligned_alloc(step, (size + step - 1) / step * step)) return memory;
  throw std::bad_alloc();
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
