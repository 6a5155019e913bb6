#pragma once

#include <functional>
#include <memory>

namespace billhook::concurrency {

/**
 * A request that may be taken back. Copies are one request. Whoever works on it brackets the work with
 * enter() and leave(); cancel() meets that work or none, never what the worker does next. Any thread.
 */
class Cancellation final
{
public:
    Cancellation();

    /** Interrupts the work if it is under way; it is not begun otherwise. Blocks while interrupting. */
    void cancel() const;
    bool canceled() const;

    /** False: cancelled already, do not begin. `interrupt` is called by cancel(), at most once. */
    bool enter(std::function<void()> interrupt) const;
    void leave() const; ///< blocks while an interrupt is under way

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace billhook::concurrency
