/**
 * The passwords of eight characters and more that head every published list of leaked ones; shorter ones are refused by
 * length. Kept in code, so that it travels wherever the service is bundled to.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  password password0 password1 password2 password3 password4 password5 password6 password7 password8 password9 password01 password10
  password11 password12 password13 password21 password22 password23 password69 password99 password00 password123 password1234
  password12345 password123456 password2020 password2021 password2022 password2023 password2024 password2025 password2026 passwords
  password! password1! password123! password@1 password@123 passw0rd passw0rd1 passw0rd! passw0rd123 p@ssword p@ssword1 p@ssword123
  p@ssw0rd p@ssw0rd1 p@ssw0rd! p@ssw0rd123 p@$$word p@$$w0rd pa$$word pa$$w0rd pa55word pa55w0rd passpass pass1234 pass12345
  pass@123 pass@1234 mypassword mypassword1 yourpassword thepassword newpassword newpass1 newpass123 oldpassword nopassword
  defaultpassword secretpassword passphrase passcode passwort contraseña contrasena motdepasse wachtwoord senha123 parola123
  12345678 123456789 1234567890 12345678910 123456789a 1234567a 12345678a 123456789q 1234567q 12345678q a12345678 a123456789 a1234567
  q12345678 q1234567 q123456789 0123456789 01234567 012345678 23456789 87654321 987654321 9876543210 876543210 98765432 1234554321
  12344321 123454321 1234567891 12345679 123456780 123456788 123456790 123123123 12312312 123321123 123123123a 321321321 321654987
  147258369 147852369 159357456 159753456 741852963 789456123 789654123 963852741 456789123 456123789 123456123 123456654321
  11111111 111111111 1111111111 00000000 000000000 0000000000 22222222 33333333 44444444 55555555 66666666 77777777 88888888 99999999
  11112222 11223344 1122334455 112233445566 11221122 12121212 1212121212 13131313 10101010 01010101 10203040 1020304050 12341234 12345123
  1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r! 1qaz2wsx 1qaz2wsx3edc 1qaz1qaz 1qaz@wsx 1qazxsw2 1qaz!qaz qazwsx123 qazwsxedc qazwsx12
  qazxswedc q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 zaq12wsx zaq1zaq1 zaq1xsw2 zaq123456 2wsx3edc 1a2b3c4d 1a2s3d4f a1b2c3d4 a1b2c3d4e5 a1s2d3f4
  qwertyui qwertyuiop qwertyuio qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty1! qwerty123! qwerty11 qwerty22 qwerty77
  qwerty99 qwerty00 qwerty01 qwerty69 qwertyqwerty qwertyasdf qwertyuiop123 qwertyuiopasdf qwertyuiopasdfghjklzxcvbnm qwer1234 qwer4321
  qwerasdf qwerasdfzxcv qweasdzxc qweasd123 qwe123qwe qwe123456 qweqweqwe 123qweasd 123qwe123 123qweasdzxc 1234qwer 12345qwert 123456qwerty
  12qwaszx asdfghjkl asdfghjk asdfghjkl1 asdfghjkl123 asdfasdf asdf1234 asdf12345 asdfqwer asdfjkl; asdasdasd asdasd123 asd123456 asd123asd
  zxcvbnm1 zxcvbnm12 zxcvbnm123 zxcvbnm, zxcvbnm,./ zxcvzxcv zxcv1234 zxcasdqwe zxc123456 azerty123 azertyuiop azertyui qwertz123 qwertzuiop
  abcd1234 abcd12345 abcd123456 abcd4321 abcdabcd abcdefgh abcdefghi abcdefg1 abcdefg123 abcdef12 abcdef123 abc12345 abc123456 abc1234567
  abc123abc abcabcabc abcd@123 abcd@1234 abc@1234 aaaaaaaa aaaaaaaaa aaaaaaaaaa aaaa1111 aa123456 aa12345678 aabbccdd aaa11111 a1a1a1a1 xxxxxxxx zzzzzzzz
  iloveyou iloveyou1 iloveyou2 iloveyou3 iloveyou12 iloveyou123 iloveyou! iloveyou22 iloveu12 iloveu123 iloveyousomuch iloveme1 iloveme2
  ilovegod ilovejesus ilovehim ilovemom ilovemyself ilovemusic ilovecats iloveyo1 loveyou1 loveyou123 loveme123 lovelove lovely12 lovelove1
  love1234 love12345 lovers12 loverboy lovergirl loveless mylove123 iloveu22 trustno1 letmein1 letmein12 letmein123 letmein! letmein2
  welcome1 welcome2 welcome12 welcome123 welcome1! welcome@1 welcome@123 welcome01 welcome2020 welcome2021 welcome2022 welcome2023
  welcome2024 welcome2025 welcome2026 changeme changeme1 changeme123 changeit default1 default123 temporary temp1234 temppass test1234
  test12345 test123456 testtest testing1 testing123 testpass tester123 testuser test@123 demo1234 guest123 guest1234 user1234 user12345
  username username1 administrator admin123 admin1234 admin12345 admin123456 admin@123 admin@1234 adminadmin admin2020 admin2021 admin2022
  admin2023 admin2024 admin2025 administrator1 rootroot root1234 toor1234 master123 master12 master1234 superuser superman superman1
  superman12 superman123 batman123 batman12 spiderman spiderman1 ironman1 pokemon1 pokemon12 pokemon123 starwars starwars1 starwars123
  minecraft minecraft1 minecraft123 fortnite roblox123 nintendo playstation xbox1234 counterstrike warcraft worldofwarcraft
  football football1 football12 football123 baseball baseball1 baseball12 basketball basketball1 volleyball softball soccer12 soccer123
  liverpool liverpool1 liverpool123 chelsea1 chelsea123 arsenal1 arsenal123 barcelona barcelona1 realmadrid juventus manchester manutd123
  michael1 michael12 michael123 jennifer jennifer1 jessica1 jessica123 jordan23 jordan123 michelle michelle1 ashley12 ashley123 charlie1
  charlie123 daniel123 danielle thomas123 andrew123 joshua123 matthew1 anthony1 brandon1 christian christopher alexander alexander1
  alexandra elizabeth elizabeth1 samantha samantha1 stephanie nicole12 nicole123 victoria victoria1 veronica patricia benjamin nicholas
  jonathan william1 richard1 robert12 patrick1 vincent1 sebastian valentina isabella gabriel1 alejandro fernando francisco
  princess princess1 princess12 princess123 sunshine sunshine1 sunshine12 sunshine123 shadow12 shadow123 monkey12 monkey123 dragon12
  dragon123 dragonball tigger12 chocolate chocolate1 cheese123 cookie123 cookies1 butterfly butterfly1 buttercup flower123 flowers1
  rainbow1 diamond1 precious precious1 princesa internet internet1 computer computer1 computer123 samsung1 samsung123 google123
  facebook facebook1 facebook123 linkedin linkedin1 whatsapp instagram youtube1 microsoft windows1 windows10 whatever whatever1
  blink182 metallica metallica1 slipknot slipknot1 nirvana1 eminem12 eminem123 guitar123 music123 musicmusic playlist spotify1 spotify123
  midnight midnight1 startrek mercedes porsche1 ferrari1 mustang1 corvette harley12 jackson5 december november september february
  summer123 summer2020 summer2021 summer2022 summer2023 summer2024 summer2025 winter123 winter2020 winter2021 winter2022 winter2023
  winter2024 winter2025 spring2024 spring2025 autumn2024 january1 october1 freedom1 freedom123 secret12 secret123 secret1234 security
  security1 private1 anything nothing1 something nevermind forever1 forever21 friends1 friends123 angel123 angels12 jesus123 jesuschrist
  jesus777 blessed1 heaven123 godisgood godbless america1 canada123 australia germany1 england1 scotland california newyork1 london123
  fuckyou1 fuckyou2 fuckyou12 fuckyou123 fuckyou! fuckoff1 fuckthis asshole1 bullshit pussy123 biteme12 password1a bailey12 maggie12
  killer12 killer123 hunter12 hunter123 ranger12 buster12 ginger12 pepper12 pepper123 snoopy12 scooby12 hello123 hello1234 hello12345
  hellohello helloworld hello@123 goodluck goodmorning money123 moneymoney cristiano ronaldo7 ronaldo123 messi123 naruto12 naruto123 sasuke123
  correcthorsebatterystaple opensesame drowssap login123 access14 access123 database server123 cisco123 oracle123 postgres postgres1 mysql123
  `.match(/\S+/g),
)
