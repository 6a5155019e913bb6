#include "views/widgets/stateview.h"

#include "views/theme/icons.h"
#include "views/theme/painters.h"
#include "views/widgets/textlabel.h"

#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace billhook::widgets {

using namespace Qt::StringLiterals;

// 40 px square with a 20 px icon.
class IconTile final : public QWidget
{
public:
    explicit IconTile(QWidget *parent)
        : QWidget(parent)
    {
        setFixedSize(40, 40);
    }

    void setIcon(const QString &name, Tone tone)
    {
        m_icon = name;
        m_tone = tone;
        update();
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        theme::paint::roundedBox(painter, rect(), theme::metric::radiusCard,
            theme::color(groundToken(m_tone), palette()), Qt::transparent);
        const theme::Color ink = m_tone == Tone::Neutral ? theme::Color::Muted : textToken(m_tone);
        theme::paintIcon(painter, rect(), m_icon, theme::color(ink, palette()), 20);
    }

private:
    QString m_icon;
    Tone m_tone{ Tone::Neutral };
};

StateView::StateView(QWidget *parent)
    : QWidget(parent)
    , m_tile(new IconTile(this))
    , m_title(new TextLabel(theme::Type::Body, theme::Color::Text, this))
    , m_detail(new TextLabel(theme::Type::Body, theme::Color::Muted, this))
    , m_action(new QPushButton(this))
{
    m_title->setFont(theme::font(theme::Type::Body, QFont::DemiBold));
    m_action->setProperty("controlSize", u"small"_s);
    for (QLabel *label : { m_title, m_detail }) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, theme::metric::space2, 20, theme::metric::space2);
    layout->setSpacing(theme::metric::space1);
    layout->addStretch();
    layout->addWidget(m_tile, 0, Qt::AlignHCenter);
    layout->addSpacing(theme::metric::space2);
    layout->addWidget(m_title);
    layout->addWidget(m_detail);
    layout->addSpacing(theme::metric::space2);
    layout->addWidget(m_action, 0, Qt::AlignHCenter);
    layout->addStretch();
    connect(m_action, &QPushButton::clicked, this, &StateView::actionTriggered);
}

void StateView::setState(const StateText &state)
{
    m_tile->setIcon(state.icon, state.tone);
    m_hasIcon = !state.icon.isEmpty();
    showTileWhereItFits();
    m_title->setText(state.title);
    m_detail->setText(state.detail);
    m_detail->setVisible(!state.detail.isEmpty());
    m_action->setText(state.action);
    m_action->setVisible(!state.action.isEmpty());
    setAccessibleName(state.title);
}

void StateView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showTileWhereItFits();
}

void StateView::showTileWhereItFits()
{
    constexpr int neededHeight = 150;
    m_tile->setVisible(m_hasIcon && height() >= neededHeight);
}

} // namespace billhook::widgets
