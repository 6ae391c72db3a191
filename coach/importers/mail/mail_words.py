"""Folder names, label names and subject marks of mail programs in many languages.

All are compared folded (no case, no accents). An unknown word only means that one rule does not apply.
"""

from __future__ import annotations

import re

from coach.domain.text import fold_text


def _fold_words(text: str) -> frozenset[str]:
    return frozenset(fold_text(word) for word in text.split("|"))


SENT = _fold_words(
    "sent|sent mail|sent items|sent messages|sent-mail|envoyés|messages envoyés|éléments envoyés|courrier envoyé"
    "|gesendet|gesendete elemente|gesendete objekte|postausgang gesendet|enviado|enviados|elementos enviados"
    "|mensajes enviados|correo enviado|enviadas|enviada|itens enviados|e-mails enviados|mensagens enviadas|inviata"
    "|inviati|posta inviata|elementi inviati|messaggi inviati|verzonden|verzonden items|verzonden berichten"
    "|verstuurd|skickat|skickade|skickade objekt|sendt|sendte elementer|sendt post|sende elementer|lähetetyt"
    "|lähetetty|lähetetyt viestit|wysłane|elementy wysłane|odeslané|odeslaná pošta|odoslané|odoslaná pošta"
    "|elküldött|elküldött elemek|elküldött levelek|trimise|mesaje trimise|изпратени|изпратена поща|отправленные"
    "|отправлено|надіслані|відправлені|απεσταλμένα|σταλμένα|gönderilmiş postalar|gönderilenler|gönderilmiş öğeler"
    "|gönderildi|נשלח|דואר שנשלח|דואר יוצא|פריטים שנשלחו|البريد المرسل|المرسلة|مرسلة|العناصر المرسلة|ارسال شده"
    "|ارسال‌شده|भेजे गए|भेजा गया|প্রেরিত|ส่งแล้ว|จดหมายที่ส่งแล้ว|รายการที่ถูกส่ง|đã gửi|thư đã gửi"
    "|terkirim|surat terkirim|item terkirim|dihantar|mel dihantar|送信済み|送信済みメール|送信済みアイテム|보낸편지함"
    "|보낸 편지함|보낸메일함|已发送|已发邮件|已发送邮件"
    "|已傳送|已傳送郵件|寄件備份|寄件匣|已寄出"
    "|enviats|correu enviat|poslano|poslana pošta|poslato"
    "|послато|послата пошта|išsiųsti|išsiųsti laiškai|išsiųsta|nosūtītās|nosūtīts|nosūtītie"
    "|nosūtītās vēstules|saadetud|saadetud kirjad"
)
"""What the folder or label of sent mail is called."""

DRAFT = _fold_words(
    "draft|drafts|brouillon|brouillons|entwurf|entwürfe|borrador|borradores|rascunho|rascunhos|bozza|bozze|concept"
    "|concepten|utkast|kladde|kladder|luonnos|luonnokset|wersje robocze|robocze|szkice|koncept|koncepty|rozepsané"
    "|rozpísané|piszkozat|piszkozatok|ciornă|ciorne|mesaje nefinalizate|schițe|чернова|чернови|черновик|черновики"
    "|чернетка|чернетки|πρόχειρα|πρόχειρο|taslak|taslaklar|טיוטה|טיוטות|مسودة|مسودات|المسودات|پیش‌نویس|پیش‌نویس‌ها"
    "|پیش نویس|ड्राफ़्ट|খসড়া|ร่าง|ร่างจดหมาย|จดหมายร่าง|bản nháp|thư nháp|draf|konsep|下書き|임시보관함|임시 보관함|草稿"
    "|草稿箱|草稿匣|esborrany|esborranys|skica|skice|osnutek|osnutki|nacrti|нацрти|juodraštis|juodraščiai|melnraksts"
    "|melnraksti|mustand|mustandid|drög"
)
"""What the folder or label of drafts is called."""

SPAM = _fold_words(
    "spam|junk|junk e-mail|junk email|junk mail|bulk mail|pourriel|courrier indésirable|indésirables|junk-e-mail"
    "|spamverdacht|unerwünscht|werbung|correo no deseado|no deseado|correo basura|lixo eletrônico|lixo electrónico"
    "|posta indesiderata|indesiderata|ongewenste e-mail|ongewenst|ongewenste reclame|skräppost|søppelpost|uønsket post"
    "|uønsket e-mail|uønsket|roskaposti|wiadomości-śmieci|niechciane|spam a podvod|nevyžádaná pošta|nevyžiadaná pošta"
    "|levélszemét|спам|нежелателна поща|нежелательная почта|небажана пошта|ανεπιθύμητα|ανεπιθύμητη αλληλογραφία"
    "|istenmeyen|önemsiz e-posta|gereksiz|ספאם|דואר זבל|الرسائل غير المرغوب فيها|بريد غير مرغوب فيه|غير مرغوب فيها"
    "|البريد العشوائي|هرزنامه|स्पैम|স্প্যাম|จดหมายขยะ|สแปม|thư rác|迷惑メール|스팸함|스팸|垃圾邮件|垃圾郵件|correu brossa"
    "|neželena pošta|neželjena pošta|непожељно|šlamštas|el. pašto šiukšlės|mēstules|rämpspost|ruslpóstur"
)
"""What the folder or label of unwanted mail is called."""

CHAT = _fold_words(
    "chat|chats|tchat|discussions|unterhaltungen|bate-papo|bate-papos|conversaciones|conversazioni|chatt|chattar"
    "|chatit|keskustelut|czat|czaty|chaty|csevegés|csevegések|чат|чаты|чаты google|чатове|чати|συνομιλίες|sohbet"
    "|sohbetler|צ'אט|צ'אטים|דו-שיח|دردشة|الدردشات|محادثات|چت|گپ|चैट|แชท|trò chuyện|cuộc trò chuyện|obrolan|チャット"
    "|채팅|聊天|聊天室|xats|klepet|razgovor|ћаскање|pokalbiai|tērzēšana|vestlus|vestlused|spjall|hangouts"
)
"""What the label of chat logs in a mailbox is called."""

FOLDER_NAMES = SENT | DRAFT | SPAM | CHAT
"""What folders and labels are called that say something of the mail in them."""

_AWAY = (
    "automatic reply|automatic response|automated reply|auto reply|auto-reply|autoreply|auto response|auto-response"
    "|autoresponse|autoresponder|auto|out of office|out of the office|out-of-office|ooo|on vacation|vacation reply"
    "|away from my mail|away from office|réponse automatique|absence du bureau|absent du bureau|message d'absence"
    "|abwesenheitsnotiz|abwesenheit|automatische antwort|automatische abwesenheitsmeldung|abwesend"
    "|respuesta automática|respuesta automatica|fuera de la oficina|ausente|resposta automática|ausência temporária"
    "|fora do escritório|ausência|risposta automatica|fuori sede|fuori ufficio|assente|automatisch antwoord"
    "|automatisch beantwoord|afwezig|afwezigheid|niet aanwezig|autosvar|automatiskt svar|frånvaro|automatisk svar"
    "|fravær|ikke til stede|automaattinen vastaus|poissa|poissaoloilmoitus|odpowiedź automatyczna"
    "|automatyczna odpowiedź|poza biurem|automatická odpověď|automatická odpoveď|mimo kancelář|automatikus válasz"
    "|házon kívül|răspuns automat|автоматичен отговор|автоматический ответ|автоответ|автовідповідь"
    "|автоматична відповідь|αυτόματη απάντηση|otomatik yanıt|ofis dışında|תשובה אוטומטית|מענה אוטומטי"
    "|رد تلقائي|الرد التلقائي|پاسخ خودکار|स्वचालित उत्तर|ตอบกลับอัตโนมัติ|trả lời tự động|balasan otomatis|自動返信|自動応答"
    "|不在通知|자동 회신|자동회신|자동 응답|부재중|自动回复|自動回覆|自动答复|自動答覆|外出|resposta automàtica"
    "|automatski odgovor|samodejni odgovor|аутоматски одговор|automatinis atsakymas|automātiska atbilde"
    "|automaatvastus"
)
_AWAY_START = "(?:" + "|".join(re.escape(fold_text(word)) for word in _AWAY.split("|")) + ")"
# The mark has to end with a colon, so that "Auto parts for sale" is a letter like any other.
_AWAY_MARK = re.compile(_AWAY_START + r"\s*[:：]")
_AWAY_WORDS = re.compile(_AWAY_START + r"\b")
_DELAY_MARK = re.compile(
    r"\bdelay|\bdeferred|\bwarning\b|still being|not yet delivered|verzoger|\bretarde|\bretraso|\batras|ritard|vertrag"
)


def is_away_subject(subject: str, *, suspected: bool = False) -> bool:
    """Return whether a subject begins with the mark that mail programs put on automatic answers.

    With `suspected` (something else in the mail hints at a machine) the colon after the mark may be missing.
    """
    return (_AWAY_WORDS if suspected else _AWAY_MARK).match(fold_text(subject[:200])) is not None


def is_delay_subject(subject: str) -> bool:
    """Return whether the subject of a notice from a mail server says that the mail is late, not returned."""
    return _DELAY_MARK.search(fold_text(subject[:200])) is not None
