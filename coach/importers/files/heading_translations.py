"""The headings of known tables in other languages, as programs translate them and people type them.

A row counts as a translated header only if all headings that make a table are among it, so that words with several
meanings do no harm. A heading that is missing here can be named with `--map HEADING=COLUMN`.
"""

from __future__ import annotations

from coach.domain.text import fold_text

_TRANSLATIONS = {
    "First Name": "vorname|prenom|nombre|nome|nome proprio|voornaam|fornamn|imie|fornavn|etunimi|jmeno|first"
    "|given name|firstname|first_name"
    "|primeiro nome|名|名字|이름|имя|ім'я|ad|adi|krestni jmeno|keresztnev|prenume|ονομα",
    "Last Name": "nachname|familienname|nom|nom de famille|apellido|apellidos|sobrenome|apelido|cognome|achternaam"
    "|efternamn|nazwisko|etternavn|efternavn|sukunimi|prijmeni|last|surname|family name"
    "|lastname|last_name"
    "|姓|姓氏|성|фамилия|прізвище|soyad|soyadi|vezeteknev|nume de familie|επωνυμο",
    "Name": "naam|namn|navn|nimi|vollstandiger name|voller name|vor- und nachname|vorname und nachname|nom complet"
    "|nom et prenom|prenom et nom|nombre completo|nombre y apellidos|nome completo|nome e cognome|volledige naam"
    "|fullstandigt namn|fulde navn|fullt navn|koko nimi|imie i nazwisko|cele jmeno|jmeno a prijmeni|teljes nev|nev"
    "|nume complet|ad soyad|adi soyadi|姓名|氏名|お名前|성명|фио|имя и фамилия|полное имя|піб|ονοματεπωνυμο",
    "Middle Name": "weitere vornamen|zweiter vorname|deuxieme prenom|segundo nombre|segundo nome|secondo nome"
    "|middelste naam|mellannamn|drugie imie|middle",
    "Display Name": "anzeigename|nom affiche|nom a afficher|nombre para mostrar|nome visualizzato|nome de exibicao"
    "|weergavenaam|visningsnamn|wyswietlana nazwa|full name",
    "Email Address": "emailaddress|email_address|mail|correo|e-post|メール|邮箱|почта|имейл|mail address|sposti"
    "|e-mail-adresse|e-mail adresse|emailadresse|adresse e-mail|adresse email|adresse de messagerie"
    "|courriel|correo electronico|direccion de correo electronico|direccion de correo|endereco de e-mail"
    "|endereco de email|endereco de correio eletronico|indirizzo e-mail|indirizzo email|indirizzo di posta elettronica"
    "|indirizzo posta elettronica"
    "|e-mailadres|e-mailadresse|e-postadress|adres e-mail|primary email|primare e-mail-adresse"
    "|адрес эл. почты|эл. почта|電子メール アドレス|電子メール|邮件地址|电子邮件地址"
    "|メールアドレス|电子邮件|电子邮件地址|电子邮箱|電子郵件|이메일|이메일 주소|электронная почта"
    "|адрес электронной почты|e-posta|e-posta adresi|e-mailova adresa|e-mail cim|adresa de e-mail|sahkoposti"
    "|sahkopostiosoite",
    "E-mail 2 Address": "e-mail 2: adresse|adresse de messagerie 2|direccion de correo electronico 2"
    "|endereco de e-mail 2"
    "|indirizzo posta elettronica 2|e-mailadres 2|e-postadress 2|adres e-mail 2",
    "Company": "unternehmen|firma|entreprise|societe|empresa|compania|organizacion|azienda|societa|bedrijf|foretag"
    "|virksomhed|bedrift|yritys|spolecnost|organization|organisation"
    "|会社|会社名|公司|회사|компания|организация|sirket|vallalat|companie|employer|current company|org"
    "|organization name|organisation name",
    "Position": "titre du poste|intitule du poste|tatigkeit|job-titel"
    "|stelle|berufsbezeichnung|poste|fonction|cargo|puesto|posizione|qualifica|functie|befattning|stanowisko"
    "|stilling|titel|tittel|rolle"
    "|役職|职位|職位|직책|직위|должность|pozisyon|unvan|pozice|beosztas|job title",
    "URL": "profil-url|url du profil|url del perfil|url do perfil|url del profilo|profiel-url|adres url"
    "|profile url|profile link|linkedin url|linkedin profile|linkedin profile url",
    "Connected On": "connectedon|connected_on"
    "|verbunden am|verknupft am|vernetzt am|kontakt seit|verbunden seit|connecte le|date de connexion"
    "|en relation depuis|conectado el|fecha de conexion|conectado em|data de conexao|data da conexao|collegato il"
    "|connesso il|data di collegamento|data collegamento|verbonden op|verbonden sinds|ansluten den|kontakt sedan"
    "|data nawiazania kontaktu|polaczono|data polaczenia"
    "|つながった日|连接日期|连接时间|연결 날짜|дата установления контакта|дата контакта|baglanti tarihi",
    "Birthday": "geburtstag|anniversaire|date de naissance|cumpleanos|fecha de nacimiento|aniversario"
    "|data de nascimento|compleanno|data di nascita|verjaardag|fodelsedag|urodziny|data urodzenia"
    "|birthdate|birth date|date of birth|dob|день рождения|生日|誕生日|생일",
    "Web Page": "webseite|page web|pagina web|webpagina|webbsida|strona sieci web|web page 1",
    "Mobile Phone": "mobiltelefon|tel. mobile|telephone mobile|telefono movil|telemovel|telefone celular|cellulare"
    "|mobiele telefoon|telefon komorkowy|mobile number"
    "|telefon|telephone|telefono|telefone|telefoon|puhelin|телефон|мобильный телефон|携帯電話|移动电话|手机|휴대폰",
    "From": "von|de|da|van|fran|od|fra|差出人|送信者|发件人|보낸 사람|от|отправитель|kimden|gonderen",
    "To": "an|a|para|naar|aan|till|do|til|宛先|收件人|받는 사람|кому|получатель|kime|alici",
    "Date": "datum|fecha|data|dato|日付|日期|날짜|дата|tarih",
    "Subject": "betreff|objet|asunto|assunto|oggetto|onderwerp|amne|temat",
    "Content": "inhalt|contenu|contenido|conteudo|contenuto|inhoud|innehall|tresc|内容|내용|содержание|текст|icerik",
    "Folder": "ordner|dossier|carpeta|pasta|cartella|map|mapp|フォルダ|フォルダー|文件夹|폴더|папка|klasor",
    "Attachments": "anhange|pieces jointes|archivos adjuntos|anexos|allegati|bijlagen|bilagor|zalaczniki",
    "Conversation ID": "konversations-id|unterhaltungs-id|id de conversation|id de la conversation|id de conversacion"
    "|id de la conversacion|id da conversa|id de conversa|id conversazione|id della conversazione|gespreks-id"
    "|konversations id"
    "|id konwersacji|id rozmowy"
    "|会話id|会話 id|对话 id|会话 id|대화 id|id беседы|konusma kimligi",
    "Conversation Title": "konversationstitel|titel der unterhaltung|titre de la conversation|titulo de la conversacion"
    "|titulo da conversa|titolo della conversazione|titolo conversazione|gesprekstitel"
    "|konversationens titel|tytul konwersacji",
    "Sender Profile URL": "profil-url des absenders|url du profil de l'expediteur|url del perfil del remitente"
    "|url do perfil do remetente|url del profilo del mittente|profiel-url van afzender|avsandarens profil-url"
    "|adres url profilu nadawcy",
    "Recipient Profile URLs": "profil-urls der empfanger|profil-url des empfangers|url des profils des destinataires"
    "|url de perfil de los destinatarios|urls do perfil do destinatario|url del profilo dei destinatari"
    "|profiel-url's van ontvangers|mottagarnas profil-url|adresy url profili odbiorcow",
    "Sent At": "gesendet am|envoye le|enviado el|enviado em|inviato il|verzonden op|skickat|skickades|wyslano"
    "|送信日時|发送时间|보낸 날짜|отправлено|gonderilme tarihi",
    "Message": "nachricht|mensaje|mensagem|messaggio|bericht|meddelande|wiadomosc",
    "Direction": "richtung|sens|direccion|direcao|direzione|richting|riktning|kierunek|方向|방향|направление|yon",
    "Description": "beschreibung|descripcion|descricao|descrizione|omschrijving|beskrivning|opis",
    "Project": "projekt|projet|proyecto|projeto|progetto|project",
    "Start Date": "startdatum|date de debut|fecha de inicio|data de inicio|data di inizio|begindatum|data rozpoczecia",
    "Start Time": "startzeit|heure de debut|hora de inicio|ora di inizio|begintijd|starttid|czas rozpoczecia",
    "End Date": "enddatum|date de fin|fecha de finalizacion|fecha de fin|data de termino|data di fine|einddatum"
    "|slutdatum"
    "|data zakonczenia",
    "End Time": "endzeit|heure de fin|hora de finalizacion|hora de fin|hora de termino|ora di fine|eindtijd|sluttid"
    "|czas zakonczenia",
    "Duration (h)": "dauer (h)|duree (h)|duracion (h)|duracao (h)|durata (h)|duur (u)|duur (h)|varaktighet (h)"
    "|czas trwania (h)",
    "Duration": "dauer|duree|duracion|duracao|durata|duur|varaktighet|czas trwania",
}
_HEADINGS = {
    fold_text(word): heading.casefold() for heading, words in _TRANSLATIONS.items() for word in words.split("|")
}

_LONGEST = max(map(len, _HEADINGS))


def translate_heading(cell: str) -> str:
    """Return the heading that a cell of a header stands for in another language or with underlines, or the cell."""
    if len(cell) > _LONGEST:
        return cell
    found = _HEADINGS.get(fold_text(cell), cell)
    return translate_heading(cell.replace("_", " ").strip()) if found == cell and "_" in cell else found
