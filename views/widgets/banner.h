#pragma once

#include "views/widgets/looks.h"

#include <QFrame>

class QPushButton;

namespace billhook::widgets {

class TextLabel;

struct BannerText
{
    QString icon{};
    Tone tone{ Tone::Warn };
    QString fact{}; // bold
    QString sentence{};
    QString action{}; // empty: no button
};

// 40 px strip: a fact, a sentence and at most one action. Raises an accessible alert when its text changes.
class Banner final : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    void setText(const BannerText &text);

Q_SIGNALS:
    void actionTriggered();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void showSentence();

    BannerText m_text;
    TextLabel *m_fact{};
    TextLabel *m_sentence{};
    QPushButton *m_action{};
};

} // namespace billhook::widgets
