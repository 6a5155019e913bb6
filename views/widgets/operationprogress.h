#pragma once

#include "views/widgets/looks.h"

#include <QList>
#include <QWidget>

#include <cstdint>

class QPushButton;
class QVBoxLayout;

namespace billhook::widgets {

class TextLabel;

struct ProgressText
{
    enum class State : std::uint8_t
    {
        Running,
        Waiting, // it will be tried again by itself
        Done,
        Failed
    };
    struct Step
    {
        QString text{};
        State state{ State::Waiting };
        bool operator==(const Step &) const = default;
    };

    State state{ State::Running };
    QString title{};
    QString detail{}; // what was kept, and what a retry will do
    QList<Step> steps{};
    QString action{}; // empty: none

    bool operator==(const ProgressText &) const = default;
};

// How far an operation at Stripe has come, step by step; says so to a screen reader when its state changes.
class OperationProgress final : public QWidget
{
    Q_OBJECT

public:
    explicit OperationProgress(QWidget *parent = nullptr);

    void setText(const ProgressText &text);
    const ProgressText &text() const { return m_text; }

Q_SIGNALS:
    void actionTriggered();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showSteps();

    TextLabel *m_title{};
    TextLabel *m_detail{};
    QVBoxLayout *m_steps{};
    QPushButton *m_action{};
    ProgressText m_text;
};

} // namespace billhook::widgets
