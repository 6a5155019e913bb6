#include "views/widgets/operationprogress.h"

#include "views/theme/icons.h"
#include "views/widgets/card.h"
#include "views/widgets/textlabel.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace billhook::widgets {

using namespace Qt::StringLiterals;
using State = ProgressText::State;

namespace {

QString iconOf(State state)
{
    switch (state) {
    case State::Running:
        return u"hourglass"_s;
    case State::Waiting:
        return u"clock"_s;
    case State::Done:
        return u"circle-check"_s;
    case State::Failed:
        return u"circle-x"_s;
    }
    return {};
}

Tone toneOf(State state)
{
    switch (state) {
    case State::Running:
        return Tone::Accent;
    case State::Waiting:
        return Tone::Neutral;
    case State::Done:
        return Tone::Ok;
    case State::Failed:
        return Tone::Danger;
    }
    return Tone::Neutral;
}

QString wordOf(State state)
{
    switch (state) {
    case State::Running:
        return OperationProgress::tr("under way");
    case State::Waiting:
        return OperationProgress::tr("waits");
    case State::Done:
        return OperationProgress::tr("done");
    case State::Failed:
        return OperationProgress::tr("failed");
    }
    return {};
}

class StepRow final : public QWidget
{
public:
    explicit StepRow(const ProgressText::Step &step)
        : m_state(step.state)
    {
        auto *text = new TextLabel(theme::Type::Secondary, theme::Color::Text);
        text->setText(step.text);
        text->setWordWrap(true);
        auto *word = new TextLabel(theme::Type::Secondary, theme::Color::Muted);
        word->setText(wordOf(step.state));
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(22, 0, 0, 0);
        layout->addWidget(text, 1);
        layout->addWidget(word);
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        theme::paintIcon(painter, QRectF(0, 0, 16, height()), iconOf(m_state),
            theme::color(textToken(toneOf(m_state)), palette()), 14);
    }

private:
    State m_state;
};

} // namespace

OperationProgress::OperationProgress(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Body, theme::Color::Text))
    , m_detail(new TextLabel(theme::Type::Secondary, theme::Color::Muted))
    , m_steps(new QVBoxLayout)
    , m_action(new QPushButton)
{
    m_title->setWeight(QFont::DemiBold);
    m_title->setWordWrap(true);
    m_detail->setWordWrap(true);
    m_steps->setSpacing(4);
    m_action->setObjectName(u"operation_action"_s);
    m_action->setProperty("controlSize", u"small"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(40, 10, 12, 10);
    layout->setSpacing(6);
    layout->addWidget(m_title);
    layout->addWidget(m_detail);
    layout->addLayout(m_steps);
    layout->addWidget(m_action, 0, Qt::AlignLeft);
    connect(m_action, &QPushButton::clicked, this, &OperationProgress::actionTriggered);
}

void OperationProgress::setText(const ProgressText &text)
{
    if (text == m_text) {
        return;
    }
    const bool news = text.state != m_text.state || text.title != m_text.title;
    const bool steps = text.steps != m_text.steps;
    m_text = text;
    m_title->setText(text.title);
    m_detail->setText(text.detail);
    m_detail->setVisible(!text.detail.isEmpty());
    m_action->setText(text.action);
    m_action->setVisible(!text.action.isEmpty());
    setAccessibleName(text.detail.isEmpty() ? text.title : u"%1 %2"_s.arg(text.title, text.detail));
    if (steps) {
        showSteps();
    }
    update();
    if (news) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void OperationProgress::showSteps()
{
    while (QLayoutItem *item = m_steps->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const ProgressText::Step &step : std::as_const(m_text.steps)) {
        m_steps->addWidget(new StepRow(step));
    }
}

void OperationProgress::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    paintCardGround(painter, rect(), palette());
    theme::paintIcon(painter, QRectF(14, 12, 16, 16), iconOf(m_text.state),
        theme::color(textToken(toneOf(m_text.state)), palette()));
}

} // namespace billhook::widgets
