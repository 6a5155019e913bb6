#include "views/shell/headerbar.h"

#include "views/theme/tokens.h"
#include "views/widgets/liveindicator.h"
#include "views/widgets/textlabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

namespace billhook::shell {

using namespace Qt::StringLiterals;

namespace {

QToolButton *makeButton(QAction *action, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setProperty("controlSize", u"small"_s);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setAccessibleName(action->iconText());
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

HeaderBar::HeaderBar(QAction *back, QAction *forward, QWidget *parent)
    : QFrame(parent)
    , m_title(new widgets::TextLabel(theme::Type::CardTitle, theme::Color::Text, this))
    , m_range(new widgets::RangeControl(this))
    , m_live(new widgets::LiveIndicator(this))
{
    setObjectName(u"header"_s);
    setFixedHeight(theme::metric::header);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 0, 24, 1);
    layout->setSpacing(0);
    layout->addWidget(makeButton(back, this));
    layout->addWidget(makeButton(forward, this));
    layout->addSpacing(12);
    layout->addWidget(m_title);
    layout->addStretch();
    layout->addWidget(m_range);
    layout->addSpacing(theme::metric::space4);
    layout->addWidget(m_live);
}

void HeaderBar::setTitle(const QString &title)
{
    m_title->setText(title);
}

void HeaderBar::setRangeVisible(bool visible)
{
    m_range->setVisible(visible);
}

void HeaderBar::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(theme::Color::Chrome, palette()));
    painter.fillRect(0, height() - 1, width(), 1, theme::color(theme::Color::CardBorder, palette()));
}

} // namespace billhook::shell
