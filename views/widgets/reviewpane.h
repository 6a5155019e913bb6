#pragma once

#include "views/widgets/looks.h"

#include <QList>
#include <QWidget>

class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace billhook::widgets {

class Badge;
class FieldMessage;
class TextLabel;

// What would come of a change, in texts ready to show.
struct ReviewContent
{
    struct Change
    {
        QString label{};
        QString before{}; // empty: none
        QString after{};
        QString problem{}; // a word: it can't be so
        bool operator==(const Change &) const = default;
    };
    struct Effect
    {
        QString label{};
        QList<QString> values{}; // one a column
        bool strong{ false };
        bool operator==(const Effect &) const = default;
    };
    struct Call
    {
        QString method{};
        QString path{};
        QString parameters{};
        bool operator==(const Call &) const = default;
    };
    struct Warning
    {
        QString text{};
        QString action{}; // empty: none
        QString link{}; // given back by warningFollowed
        bool operator==(const Warning &) const = default;
    };

    QList<Change> changes{};
    QString note{};
    QList<Effect> effects{}; // the first is the head of the table
    QList<Call> calls{};
    QString callsMeta{};
    QList<Warning> warnings{};
    QString nothing{}; // stands there when there is no change

    bool operator==(const ReviewContent &) const = default;
};

// The right side of a form: what would be changed, called and earned, and the button that does it. A newer
// answer under way dims the old one.
class ReviewPane final : public QWidget
{
    Q_OBJECT

public:
    explicit ReviewPane(QWidget *parent = nullptr);

    void setContent(const ReviewContent &content);
    void setStale(bool stale);
    void setMeta(const QString &meta); // "nothing sent, 12:04:29"
    // Above the contents, in the place of a review that could not be made; empty: none.
    void setFailure(const QString &failure);
    // Left of the button: why it is off, or what it will do. The tone is the fact's.
    void setVerdict(const QString &fact, const QString &sentence, Tone tone = Tone::Quiet);
    // Between head and contents, as the progress of an operation. Takes the widget.
    void setTop(QWidget *widget);
    QPushButton &button() { return *m_button; }

Q_SIGNALS:
    void warningFollowed(const QString &link);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makeHead();
    QWidget *makeFoot();
    void addChanges(const ReviewContent &content);
    void addEffects(const ReviewContent &content);
    void addCalls(const ReviewContent &content);
    void addWarnings(const ReviewContent &content);

    TextLabel *m_meta{};
    FieldMessage *m_failure{};
    QVBoxLayout *m_body{};
    QVBoxLayout *m_sections{};
    QWidget *m_content{};
    TextLabel *m_fact{};
    TextLabel *m_sentence{};
    QPushButton *m_button{};
    ReviewContent m_shown;
    bool m_any{ false };
};

} // namespace billhook::widgets
