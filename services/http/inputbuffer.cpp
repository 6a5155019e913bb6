#include "services/http/inputbuffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace billhook::http {

namespace {

constexpr std::size_t firstBytes = 4U << 10U;
constexpr std::size_t maxBytes = 64U << 10U;

} // namespace

boost::asio::mutable_buffer InputBuffer::prepare()
{
    if (m_begin == m_end) {
        m_begin = 0;
        m_end = 0;
    }
    if (m_end == m_bytes.size() && m_begin > 0) {
        std::memmove(m_bytes.data(), m_bytes.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    if (m_end == m_bytes.size() && m_bytes.size() < maxBytes) {
        m_bytes.resize(std::max(firstBytes, m_bytes.size() * 2));
    }
    return boost::asio::buffer(m_bytes.data() + m_end, m_bytes.size() - m_end);
}

void InputBuffer::shrink()
{
    if (empty() && m_bytes.size() > firstBytes) {
        // To assign an empty text would keep its memory.
        static_cast<void>(std::exchange(*this, InputBuffer()));
    }
}

} // namespace billhook::http
