#pragma once

#include "views/widgets/looks.h"
#include "views/widgets/skeleton.h"
#include "views/widgets/stateview.h"

#include <QFrame>

#include <memory>

class QStackedLayout;
class QAction;

namespace billhook::widgets {

struct CardHead
{
    QString title{};
    QString meta{}; // muted, after the title; <b> marks what is bold
    BadgeText badge{}; // shown when it has text
    QString trailing{}; // bold, at the right end
    QString trailingMeta{}; // muted, behind it
};

// White ground, hairline, 10 px corners; a 44 px head when it has a title, and one body, which gives way to a
// skeleton, an empty or an error state. Old content stays visible, dimmed, while it is stale.
class Card final : public QFrame
{
    Q_OBJECT

public:
    explicit Card(QWidget *parent = nullptr);
    ~Card() override;

    void setHead(const CardHead &head);
    // Behind the title and before the trailing text.
    void addHeadWidget(QWidget *widget);
    // At the right end, before actions added later.
    void addTrailingWidget(QWidget *widget);
    // A 24 px icon button at the right end; the action's text is its accessible name.
    void addHeadAction(QAction *action);
    // Takes ownership. Free pixels at both sides; a chart wants the default, a list 0, which also leaves none
    // below.
    void setBody(QWidget *body, int side = theme::metric::cardPadding);

    void showContent();
    void showLoading(Skeleton::Shape shape);
    void showState(const StateText &state);
    void setStale(bool stale);
    bool isStale() const { return m_stale; }

Q_SIGNALS:
    void stateActionTriggered();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildHead();

    struct Head;
    std::unique_ptr<Head> m_head;
    QStackedLayout *m_stack{};
    QWidget *m_body{};
    StateView *m_state{};
    QWidget *m_skeleton{};
    QWidget *m_veil{};
    bool m_stale{ false };
};

// The ground of every card: for parts that paint themselves.
void paintCardGround(QPainter &painter, const QRectF &rectangle, const QPalette &palette);

} // namespace billhook::widgets
