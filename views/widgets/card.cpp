#include "views/widgets/card.h"

#include "views/theme/icons.h"
#include "views/theme/painters.h"
#include "views/widgets/badge.h"
#include "views/widgets/textlabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPainter>
#include <QResizeEvent>
#include <QStackedLayout>
#include <QToolButton>

namespace billhook::widgets {

using namespace Qt::StringLiterals;

// Lets what lies under it show through as through mist.
class Veil final : public QWidget
{
public:
    explicit Veil(QWidget *parent)
        : QWidget(parent)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        QWidget::hide();
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QColor mist = theme::color(theme::Color::Card, palette());
        mist.setAlphaF(0.45F);
        QPainter(this).fillRect(rect(), mist);
    }
};

struct Card::Head
{
    QWidget *row{};
    QHBoxLayout *layout{};
    TextLabel *title{};
    Badge *badge{};
    TextLabel *meta{};
    TextLabel *trailing{};
    TextLabel *trailingMeta{};
    int extras{ 3 }; // where the next head widget goes
};

Card::Card(QWidget *parent)
    : QFrame(parent)
    , m_head(std::make_unique<Head>())
    , m_stack(new QStackedLayout)
    , m_veil(new Veil(this))
{
    buildHead();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(m_head->row);
    layout->addLayout(m_stack, 1);
}

Card::~Card() = default;

void Card::buildHead()
{
    m_head->row = new QWidget(this);
    m_head->row->setFixedHeight(theme::metric::cardHead);
    m_head->layout = new QHBoxLayout(m_head->row);
    m_head->layout->setContentsMargins(theme::metric::cardPadding, 0, theme::metric::cardPadding, 0);
    m_head->layout->setSpacing(theme::metric::space2);
    m_head->title = new TextLabel(theme::Type::CardTitle, theme::Color::Text);
    m_head->badge = new Badge;
    m_head->meta = new TextLabel(theme::Type::Secondary, theme::Color::Muted);
    m_head->meta->markBold();
    m_head->meta->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_head->trailing = new TextLabel(theme::Type::Body, theme::Color::Text);
    m_head->trailing->setWeight(QFont::DemiBold);
    m_head->trailingMeta = new TextLabel(theme::Type::Secondary, theme::Color::Muted);
    m_head->layout->addWidget(m_head->title);
    m_head->layout->addWidget(m_head->badge);
    m_head->layout->addWidget(m_head->meta, 1);
    m_head->layout->addWidget(m_head->trailing);
    m_head->layout->addWidget(m_head->trailingMeta);
    setHead({});
}

void Card::setHead(const CardHead &head)
{
    m_head->row->setVisible(!head.title.isEmpty());
    m_head->title->setText(head.title);
    m_head->badge->setBadge(head.badge);
    m_head->meta->setText(head.meta);
    m_head->trailing->setText(head.trailing);
    m_head->trailing->setVisible(!head.trailing.isEmpty());
    m_head->trailingMeta->setText(head.trailingMeta);
    m_head->trailingMeta->setVisible(!head.trailingMeta.isEmpty());
    setAccessibleName(head.title);
}

void Card::addHeadWidget(QWidget *widget)
{
    m_head->layout->insertWidget(m_head->extras - 1, widget);
    ++m_head->extras;
}

void Card::addTrailingWidget(QWidget *widget)
{
    m_head->layout->addWidget(widget);
}

void Card::addHeadAction(QAction *action)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setProperty("controlSize", u"tiny"_s);
    button->setProperty("kind", u"ghost"_s);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setAccessibleName(action->text());
    m_head->layout->addWidget(button);
}

void Card::setBody(QWidget *body, int side)
{
    m_body = new QWidget;
    auto *layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(
        side, m_head->row->isHidden() ? side : 0, side, std::min(side, theme::metric::space1));
    layout->addWidget(body);
    m_stack->addWidget(m_body);
    m_stack->setCurrentWidget(m_body);
}

void Card::showContent()
{
    if (m_body != nullptr) {
        m_stack->setCurrentWidget(m_body);
    }
    delete m_skeleton;
    m_skeleton = nullptr;
}

void Card::showLoading(Skeleton::Shape shape)
{
    if (m_skeleton == nullptr) {
        m_skeleton = new QWidget;
        auto *layout = new QVBoxLayout(m_skeleton);
        layout->setContentsMargins(theme::metric::cardPadding, theme::metric::space2,
            theme::metric::cardPadding, theme::metric::cardPadding);
        layout->addWidget(new Skeleton(shape));
        m_stack->addWidget(m_skeleton);
    }
    m_stack->setCurrentWidget(m_skeleton);
}

void Card::showState(const StateText &state)
{
    if (m_state == nullptr) {
        m_state = new StateView;
        m_stack->addWidget(m_state);
        connect(m_state, &StateView::actionTriggered, this, &Card::stateActionTriggered);
    }
    m_state->setState(state);
    m_stack->setCurrentWidget(m_state);
}

void Card::setStale(bool stale)
{
    m_stale = stale;
    m_veil->setVisible(stale);
    m_veil->raise();
    update();
}

void Card::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    paintCardGround(painter, rect(), palette());
    if (m_stale) {
        painter.fillRect(QRect(theme::metric::radiusCard, 0, width() - 2 * theme::metric::radiusCard, 2),
            theme::color(theme::Color::Accent, palette()));
    }
}

void Card::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    const int top = m_head->row->isHidden() ? 2 : theme::metric::cardHead;
    m_veil->setGeometry(2, top, width() - 4, height() - top - theme::metric::radiusCard / 2);
}

void paintCardGround(QPainter &painter, const QRectF &rectangle, const QPalette &palette)
{
    theme::paint::roundedBox(painter, rectangle, theme::metric::radiusCard,
        theme::color(theme::Color::Card, palette), theme::color(theme::Color::CardBorder, palette));
}

} // namespace billhook::widgets
